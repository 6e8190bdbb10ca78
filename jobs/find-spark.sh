# Read by the scripts beside it, which set root and fail.

# Sets SPARK_HOME, where the environment does not, to the Spark of the tests, and tells Spark's scripts its Scala, which
# they would otherwise look for in folders of a build.
find_spark() {
    if [[ -z ${SPARK_HOME:-} ]]; then
        local python=$root/.joyul/venv/bin/python
        [[ -x $python ]] || fail "there is no Spark: set SPARK_HOME, or run ./joyul test once, which sets one up" 2
        SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
    fi
    [[ -x $SPARK_HOME/bin/spark-submit ]] || fail "$SPARK_HOME holds no bin/spark-submit; SPARK_HOME must name the Spark that Joyul was built for" 2
    local core
    core=$(echo "$SPARK_HOME"/jars/spark-core_*.jar)
    core=${core##*spark-core_}
    export SPARK_HOME SPARK_SCALA_VERSION=${core%%-*}
}
