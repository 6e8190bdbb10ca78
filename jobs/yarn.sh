#!/usr/bin/env bash
# Jobs on YARN by spark-submit: on a cluster of yours, or on one that this script starts on this machine.
#
#     HADOOP_CONF_DIR=/etc/hadoop/conf jobs/yarn.sh submit Run hdfs:///runs/reviews.yaml
#     HADOOP_CONF_DIR=/etc/hadoop/conf jobs/yarn.sh submit --cluster Run hdfs:///runs/reviews.yaml
#
#     jobs/yarn.sh start                             a resource manager and a node manager (Hadoop's MiniYARNCluster)
#     jobs/yarn.sh submit Run conf/quickstart.yaml   runs io.joyul.job.Run on it
#     jobs/yarn.sh stop                              ends it
#
# start --kerberos brings a Kerberos server and an HDFS as well, and submit then runs jobs as the user tuner, whose folder
# is /user/tuner: a cluster on which nobody without a ticket or a token is served. Tokens last 40 seconds there.
#
# With --cluster the driver runs inside YARN: the run file must then lie where it can be read from any node, and what the
# driver prints is in its container's log (yarn logs -applicationId …); why it failed, spark-submit shows.
#
# SPARK_HOME names a Spark; without it the one of PyPI's pyspark in .joyul/venv, which ./joyul test sets up, is
# taken. JOYUL_SUBMIT_OPTIONS is given to spark-submit. JOYUL_NODE_MEMORY (8192 MB) is the size of the local cluster, and
# JOYUL_CLUSTER_DIR (.joyul/yarn) where it keeps all that it has.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
state=${JOYUL_CLUSTER_DIR:-$root/.joyul/yarn}

fail() {
    echo "yarn.sh: $1" >&2
    exit "${2:-2}"
}

source "$root/jobs/find-spark.sh"

find_java() {
    if [[ -z ${JAVA_HOME:-} ]]; then
        JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$(command -v java || true)")")")
    fi
    [[ -x $JAVA_HOME/bin/java ]] || fail "there is no java; set JAVA_HOME to a JDK 17"
    export JAVA_HOME
}

start() {
    [[ $# -eq 0 || $* == --kerberos ]] || fail "start takes --kerberos or nothing"
    find_java
    mkdir -p "$state"
    if [[ -f $state/pid ]] && kill -0 "$(cat "$state/pid")" 2>/dev/null; then fail "it is running already; stop it first"; fi
    if [[ ! -f $state/class-path || $root/jobs/yarn/pom.xml -nt $state/class-path ]]; then
        mvn -q -B -ntp -f "$root/jobs/yarn/pom.xml" dependency:build-classpath "-Dmdep.outputFile=$state/class-path" \
            >"$state/maven.log" 2>&1 || fail "Hadoop's libraries could not be fetched; see $state/maven.log" 4
    fi
    rm -rf "$state/conf" "$state/work" "$state/staging"
    mkdir -p "$state/work" "$state/conf"
    # Of its own session, so that an interrupt at the terminal ends a job and not the cluster.
    (
        cd "$state/work"
        setsid "$JAVA_HOME/bin/java" -Xmx512m --add-opens=java.base/java.lang=ALL-UNNAMED \
            -cp "$state/conf:$(cat "$state/class-path")" "$root/jobs/yarn/MiniYarn.java" \
            "$state/work" "$state/conf" "${JOYUL_NODE_MEMORY:-8192}" "$@" >"$state/yarn.log" 2>&1 </dev/null &
        echo $! >"$state/pid"
    )
    local tries
    for ((tries = 0; tries < 600; tries++)); do
        if [[ -s $state/conf/core-site.xml ]]; then
            echo "YARN is up; its logs are in $state"
            return 0
        fi
        kill -0 "$(cat "$state/pid")" 2>/dev/null || break
        sleep 0.2
    done
    stop
    fail "YARN did not come up; see $state/yarn.log" 1
}

stop() {
    [[ -f $state/pid ]] || return 0
    kill "$(cat "$state/pid")" 2>/dev/null || true
    rm -f "$state/pid"
}

submit() {
    local mode=client local_cluster=() options=()
    if [[ ${1:-} == --cluster ]]; then
        mode=cluster
        shift
    fi
    [[ $# -ge 1 ]] || fail "submit needs a job, such as Run, and its arguments"
    find_java
    find_spark
    if [[ -z ${HADOOP_CONF_DIR:-} ]]; then
        [[ -f $state/conf/core-site.xml ]] || fail "HADOOP_CONF_DIR names no YARN, and none is started here; start one first"
        export HADOOP_CONF_DIR=$state/conf SPARK_LOCAL_IP=127.0.0.1
        # Spark's own jars lie at one place for all; the containers are of this machine.
        local_cluster=(
            --conf "spark.yarn.jars=local:$SPARK_HOME/jars/*"
            --conf "spark.yarn.appMasterEnv.JAVA_HOME=$JAVA_HOME"
            --conf "spark.executorEnv.JAVA_HOME=$JAVA_HOME"
        )
        if [[ -f $state/conf/krb5.conf ]]; then
            # A real cluster's machines have it in /etc.
            local krb5="-Djava.security.krb5.conf=$state/conf/krb5.conf"
            export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} $krb5"
            local_cluster+=(
                --principal tuner --keytab "$state/conf/tuner.keytab"
                --conf "spark.yarn.appMasterEnv.JDK_JAVA_OPTIONS=$krb5"
                --conf "spark.executorEnv.JDK_JAVA_OPTIONS=$krb5"
            )
        else
            local_cluster+=(--conf "spark.yarn.stagingDir=file://$state/staging")
            mkdir -p "$state/staging"
        fi
    fi
    [[ -f $root/jobs/target/joyul.jar && -d $root/jobs/target/lib ]] || "$root/joyul" --version >/dev/null
    if [[ $mode == client ]]; then
        # Spark's own log goes to .joyul/joyul.log; inside YARN it belongs to the container.
        export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} -Dlog4j2.configurationFile=$root/conf/log4j2.properties"
    fi
    read -ra options <<<"${JOYUL_SUBMIT_OPTIONS:-}"
    local job=$1
    shift
    # The properties file names jars and logs from here, and so the run file its data.
    cd "$root"
    mkdir -p .joyul
    exec "$SPARK_HOME/bin/spark-submit" --properties-file conf/spark-yarn.conf --master yarn --deploy-mode "$mode" \
        "${local_cluster[@]}" "${options[@]}" --class "io.joyul.job.$job" jobs/target/joyul.jar "$@"
}

case ${1:-} in
    start) shift; start "$@" ;;
    stop) stop ;;
    submit) shift; submit "$@" ;;
    *) fail "say start, stop or submit JOB FILE" ;;
esac
