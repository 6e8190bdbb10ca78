"""The DAG that jobs/airflow/try runs, and an example: what it is made of comes from the environment."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from joyul_airflow import joyul_dag

folder = os.environ["JOYUL_TRY_DIR"]
home = os.environ["JOYUL_HOME"]

dag = joyul_dag(
    "joyul_try",
    f"{folder}/run.yaml",
    home=home,
    parameters={"date": "{{ ds }}"},
    settings={"publish.threshold": os.environ.get("JOYUL_TRY_THRESHOLD", "0.3")},
    new_data=os.environ.get("JOYUL_TRY_NEW_DATA", f"{folder}/data/train*.tsv"),
    spark={"conn_id": "joyul_spark", "properties_file": f"{home}/conf/spark-standalone.conf"},
    schedule=None,
    start_date=datetime(2026, 1, 1),
    default_args={"retry_delay": timedelta(seconds=5)},
)
