"""Joyul's run files as Airflow DAGs. Copy this file into the DAGs folder (or the plugins folder) and write, say:

    from datetime import datetime
    from joyul_airflow import joyul_dag

    dag = joyul_dag(
        "reviews",
        "/srv/joyul/runs/reviews.yaml",
        home="/srv/joyul",
        parameters={"date": "{{ ds }}"},
        new_data="hdfs:///reviews/{{ ds }}/_SUCCESS",
        schedule="@daily",
        start_date=datetime(2026, 1, 1),
    )

Every task is one job of Joyul, sent by SparkSubmitOperator. A job skips what is done and unchanged, so tasks may be run
again, cleared and backfilled at will. Works with Airflow 2.11 and 3 and needs apache-airflow-providers-apache-spark.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from glob import glob
from pathlib import Path
from typing import Any

from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.providers.common.compat.sdk import (
    DAG,
    XCOM_RETURN_KEY,
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
    BaseSensorOperator,
)

# A task and the job in io.joyul.job that it sends.
STAGES: Mapping[str, str] = {
    "preprocess": "Preprocess",
    "pretrain": "Pretrain",
    "train": "Train",
    "evaluate": "Evaluate",
    "gate": "CheckGate",
    "export": "Publish",
}

# Jobs that end with one line of JSON, which becomes the task's XCom.
TELLING = {"Evaluate", "CheckGate", "Publish"}

# Jobs that end with this exit code where the gate is closed.
GATED = {"CheckGate", "Publish"}
BAD_DATA = 3

# The user's mistake, and bad data: trying again changes nothing. The others are 4, a resource was missing, and 1.
FINAL_EXIT_CODES = {2, BAD_DATA}

GATE_CLOSED = "[GATE_CLOSED]"
OUTPUT_IN_USE = "[OUTPUT_IN_USE]"

# Where jobs/kubernetes/Dockerfile puts it.
JAR_IN_IMAGE = "local:///opt/joyul/joyul.jar"

# As the launcher sets them: ranks share the cores by themselves, and native memory stays with the process.
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_TRIM_THRESHOLD_": "1073741824",
    "MALLOC_TOP_PAD_": "67108864",
    "MALLOC_MMAP_THRESHOLD_": "1073741824",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:glibc.malloc.tcache_count=0",
}

DRIVER_OPTIONS = "spark.driver.extraJavaOptions"
OPTIONS = "-Dfile.encoding=UTF-8 -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.nopointergc=true"


class JoyulOperator(SparkSubmitOperator):
    """Sends one job; its exit code decides whether the task is tried again, and a closed gate skips what follows."""

    def __init__(
        self,
        *,
        job: str,
        run_file: str,
        home: str,
        settings: Mapping[str, str],
        jar: str | None = None,
        env_vars: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        arguments = [run_file]
        for key, value in settings.items():
            arguments += ["--set", f"{key}={value}"]
        if job in TELLING:
            arguments.append("--json")
        if "durable" in inspect.signature(SparkSubmitOperator.__init__).parameters:
            # Tasks can be repeated, so that there is nothing to reconnect to.
            kwargs.setdefault("durable", False)
        super().__init__(
            application=jar or jar_at(home),
            java_class=f"io.joyul.job.{job}",
            application_args=arguments,
            env_vars=dict(env_vars or {}),
            **kwargs,
        )
        self.job = job
        self.home = home
        self.jar = jar
        self.told: dict[str, Any] | None = None
        self.gate_is_closed = False
        self.driver_exit_code: int | None = None

    def execute(self, context: Any) -> dict[str, Any] | None:  # type: ignore[override]
        try:
            super().execute(context)
        except (AirflowException, RuntimeError) as failure:
            # Where spark-submit does not wait for the driver, the provider asks the cluster and raises RuntimeError.
            # Its message alone has what the cluster answered.
            self._hear(str(failure).splitlines())
            # Of a cluster that was only asked whether the driver failed, neither has one.
            ended = self.driver_exit_code or submit_exit_code(str(failure)) or None
            # Of a driver in a pod the exit code is all that is heard, of one on a standalone cluster that it failed.
            # The gate says the rest, and publishes nothing.
            if self.gate_is_closed or (self.job in GATED and ended in (BAD_DATA, None)):
                answered = self._ask_here("CheckGate")
                ended = answered if ended is None else ended
            if self.gate_is_closed:
                if self.told is not None:
                    # A task that is skipped returns nothing, and why it was is what others want to know.
                    context["ti"].xcom_push(key=XCOM_RETURN_KEY, value=self.told)
                raise AirflowSkipException("the model is not good enough; see the log") from failure
            if ended in FINAL_EXIT_CODES:
                raise AirflowFailException(str(failure)) from failure
            raise
        self._ask_here(self.job)
        return self.told

    def _ask_here(self, job: str) -> int | None:
        """Where the driver ran on the cluster, nobody heard it: sent again from here, a job finds all done and tells.

        :return: the exit code; None where nothing had to be asked, or the driver is still at work, though the cluster
            had lost sight of it
        """
        if self.told is not None or "--json" not in self.application_args:
            return None
        hook = self._get_hook()
        if hook._connection["deploy_mode"] != "cluster":
            return None
        command = hook._build_spark_submit_command(self.application)
        asked = {"--master": "local[1]", "--deploy-mode": "client", "--class": f"io.joyul.job.{job}"}
        for option, value in asked.items():
            command[command.index(option) + 1] = value
        # Of two settings spark-submit takes the later one; what lies in the image does not lie here.
        settings = {**beside_airflow(self.home), **(self.conf or {})}
        options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
        jar = jar_at(self.home) if self.application.startswith("local:") else self.application
        at = command.index(self.application)
        command[at : at + 1] = [*options, jar]
        variables = {name: str(value) for name, value in (self.env_vars or {}).items()}
        answer = subprocess.run(
            command, env={**os.environ, **ENVIRONMENT, **variables}, capture_output=True, text=True, check=False
        )
        self._hear([*answer.stdout.splitlines(), *answer.stderr.splitlines()])
        if OUTPUT_IN_USE in answer.stderr:
            return None
        if self.told is None:
            self.log.warning("What the job found could not be read here: %s", answer.stderr[-2000:])
        return answer.returncode

    def _hear(self, lines: Iterable[str]) -> None:
        for _ in self._watched(lines):
            pass

    def _get_hook(self) -> Any:
        hook: Any = super()._get_hook()
        master = hook._connection["master"]
        in_cluster = hook._connection["deploy_mode"] == "cluster"
        if in_cluster and master.startswith("k8s://"):
            settings = of_pods(self.home)
            self.application = JAR_IN_IMAGE if self.jar is None else self.application
        else:
            settings = on_a_node(self.home) if in_cluster else beside_airflow(self.home)
        hook._conf = {**settings, **hook._conf}
        # To a standalone cluster's node no variables can be sent; executors have theirs by the properties file.
        if not (in_cluster and master.startswith("spark://")):
            hook._env_vars = {**ENVIRONMENT, **hook._env_vars}
        process = hook._process_spark_submit_log
        hook._process_spark_submit_log = lambda lines: process(self._watched(lines))
        return hook

    def _watched(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            if line.startswith("{"):
                try:
                    self.told = json.loads(line)
                except ValueError:
                    pass
            # What the cluster says of a driver that ran there, in its own words or the provider's: spark-submit itself
            # then ends with 1, or well.
            if driver := re.search(r"(?:exit code: |exit code is: |exit_code=)(\d+)", line):
                self.driver_exit_code = int(driver.group(1))
            self.gate_is_closed = self.gate_is_closed or GATE_CLOSED in line
            yield line


class NewDataSensor(BaseSensorOperator):
    """Waits until a path or glob names a file, on a local disk or any file system that Spark's Hadoop knows.

    Between two looks no worker's slot is taken. A writer should name its files last: wait for `_SUCCESS`, or for files
    that are renamed when they are whole.
    """

    template_fields = ("path",)

    def __init__(self, *, path: str, **kwargs: Any) -> None:
        super().__init__(**{"mode": "reschedule", "poke_interval": 60.0, **kwargs})
        self.path = path

    def poke(self, context: Any) -> bool:
        found = files(self.path)
        self.log.info("%s: %d found", self.path, len(found))
        return bool(found)


def files(path: str) -> list[str]:
    """What a path or glob names; a folder stands for what it holds."""
    local = path.removeprefix("file://") if path.startswith("file:///") else path.removeprefix("file:")
    if "://" not in local:
        found = sorted(glob(local))
        return sorted(glob(f"{local}/*")) if [local] == found and os.path.isdir(local) else found
    with tempfile.TemporaryDirectory() as nothing:
        # Hadoop's shell wants a core-site.xml, also where the path says all and nothing else is configured.
        Path(nothing, "core-site.xml").write_text("<configuration/>")
        listing = subprocess.run(
            [spark_class(), "org.apache.hadoop.fs.FsShell", "-ls", "-C", path],
            env={"HADOOP_CONF_DIR": nothing, **os.environ},
            capture_output=True,
            text=True,
            check=False,
        )
    if listing.returncode != 0 and "No such file or directory" not in listing.stderr:
        raise AirflowException(f"{path} could not be listed: {listing.stderr.strip()[-2000:]}")
    return [line for line in listing.stdout.splitlines() if "://" in line]


def spark_class() -> str:
    """The command beside spark-submit that runs a class with Spark's libraries."""
    if home := os.environ.get("SPARK_HOME"):
        return str(Path(home, "bin", "spark-class"))
    if submit := shutil.which("spark-submit"):
        return str(Path(submit).resolve().parent / "spark-class")
    raise AirflowException("there is no Spark: set SPARK_HOME, or put spark-submit on the PATH")


def submit_exit_code(message: str) -> int | None:
    """spark-submit's exit code in what the hook says of a failure."""
    found = re.search(r"Error code is: (\d+)", message)
    return int(found.group(1)) if found else None


# What the files in conf/ give by paths from Joyul's folder, where Airflow does not work.


def beside_airflow(home: str) -> dict[str, str]:
    """For a driver on Airflow's own machine."""
    logs = f"-Dlog4j2.configurationFile={home}/conf/log4j2.properties -Djoyul.log={home}/.joyul/joyul.log"
    return {**on_a_node(home), DRIVER_OPTIONS: f"{logs} {OPTIONS}"}


def on_a_node(home: str) -> dict[str, str]:
    """For a driver on a node of the cluster, which has no folder of Joyul's; spark-submit sends the jars along."""
    return {"spark.jars": f"{home}/jobs/target/lib/*.jar", DRIVER_OPTIONS: OPTIONS}


def of_pods(home: str) -> dict[str, str]:
    """For a driver in a pod: all but what spark-submit itself reads lies in the image."""
    template = f"{home}/jobs/kubernetes/pod.yaml"
    return {f"spark.kubernetes.{role}.podTemplateFile": template for role in ("driver", "executor")}


def jar_at(home: str) -> str:
    return f"{home}/jobs/target/joyul.jar"


def joyul_dag(
    dag_id: str,
    run_file: str,
    *,
    home: str,
    jar: str | None = None,
    parameters: Mapping[str, str] | None = None,
    settings: Mapping[str, str] | None = None,
    new_data: str | None = None,
    sensor: Mapping[str, Any] | None = None,
    spark: Mapping[str, Any] | None = None,
    **dag: Any,
) -> DAG:
    """A run file as preprocess, pretrain, train, evaluate, gate and export.

    :param run_file: on any file system that the driver reaches
    :param home: Joyul's folder, where `./joyul --version` has built it
    :param jar: of Joyul, where the driver finds it; without it the one in `home`, in a pod the image's
    :param parameters: values for `${parameters.NAME}` in the run file, such as `{"date": "{{ ds }}"}` (templated)
    :param settings: keys that win over the run file, as `--set` of the command line (templated)
    :param new_data: path or glob to wait for before the first task (templated)
    :param sensor: arguments of that sensor, such as `timeout`
    :param spark: arguments of SparkSubmitOperator, such as `conn_id` and `properties_file`; its `conf` wins over what
        fits the cluster's kind
    :param dag: arguments of the DAG, such as `schedule` and `start_date`
    """
    values = {f"parameters.{name}": value for name, value in (parameters or {}).items()} | dict(settings or {})
    defaults = {"retries": 2, "retry_delay": timedelta(minutes=5), **dag.pop("default_args", {})}
    # One output folder belongs to one run at a time.
    options = {"catchup": False, "max_active_runs": 1, "tags": ["joyul"], **dag}
    with DAG(dag_id, default_args=defaults, **options) as made:
        previous: Any = None
        if new_data is not None:
            previous = NewDataSensor(task_id="new_data", path=new_data, **(sensor or {}))
        for stage, job in STAGES.items():
            task = JoyulOperator(
                task_id=stage,
                job=job,
                run_file=run_file,
                home=home,
                settings=values,
                jar=jar,
                name=f"{dag_id}.{stage}",
                **(spark or {}),
            )
            if previous is not None:
                previous >> task
            previous = task
    return made
