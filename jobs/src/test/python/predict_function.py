"""Scores a table by joyul_predict as a notebook does, over the executors of a cluster, and prints it as one JSON list."""
import json
import sys

from pyspark.sql import SparkSession

model, texts = sys.argv[1:]
spark = SparkSession.builder.getOrCreate()
spark.read.json(texts).repartition(4).createOrReplaceTempView("texts")
rows = spark.sql(f"SELECT id, joyul_predict('{model}', text) AS prediction FROM texts ORDER BY id").collect()
print("found " + json.dumps([{"label": row.prediction.label, "scores": row.prediction.scores} for row in rows]))
