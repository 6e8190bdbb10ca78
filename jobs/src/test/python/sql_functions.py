"""Calls Joyul's SQL functions as a notebook does, and prints what they give as one JSON object."""
import json
import sys

from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession
from pyspark.sql.functions import col, expr

tokenizer = sys.argv[1]
spark = SparkSession.builder.getOrCreate()
reviews = spark.createDataFrame(
    [(1, "이 영화는  정말 최고였다!"), (2, None), (3, "Great film, great cast")], "id long, text string"
).repartition(2)
reviews.createOrReplaceTempView("reviews")


def column(values):
    return [row[0] for row in values.collect()]


found = {
    "normalise": column(spark.sql("SELECT joyul_normalise(text) FROM reviews ORDER BY id")),
    "ids": column(reviews.orderBy("id").select(expr(f"joyul_tokenise(text, '{tokenizer}', 6)"))),
    "count": column(reviews.orderBy("id").selectExpr(f"joyul_count_tokens(text, '{tokenizer}')")),
    "back": column(
        reviews.orderBy("id").selectExpr(
            f"joyul_detokenise(joyul_tokenise(joyul_normalise(text), '{tokenizer}'), '{tokenizer}')"
        )
    ),
    "masked": column(
        reviews.where(col("text").isNotNull()).selectExpr(
            f"size(joyul_mask(text, '{tokenizer}', id).labels) = joyul_count_tokens(text, '{tokenizer}')"
        )
    ),
    "alike": column(
        spark.sql("SELECT joyul_minhash_similarity(joyul_minhash(text), joyul_minhash(upper(text))) FROM reviews ORDER BY id")
    ),
    "hangul": column(spark.sql("SELECT joyul_language_share(text, 'hangul') FROM reviews ORDER BY id")),
    "swapped": column(spark.sql("SELECT joyul_augment(text, 'swap', id) FROM reviews ORDER BY id")),
    "described": "\n".join(column(spark.sql("DESCRIBE FUNCTION EXTENDED joyul_mask"))),
}
try:
    spark.sql("SELECT joyul_tokenise(text, '/no/such/file') FROM reviews")
except AnalysisException as refused:
    found["refused"] = str(refused)
print("found " + json.dumps(found, ensure_ascii=False))
