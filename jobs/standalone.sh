#!/usr/bin/env bash
# A real Spark standalone cluster on this machine: a master and two workers on the loopback interface.
#
#     jobs/standalone.sh start                          starts it
#     jobs/standalone.sh submit Run conf/quickstart.yaml   runs io.joyul.job.Run on it by spark-submit
#     jobs/standalone.sh stop                           ends it
#
# SPARK_HOME names a Spark; without it the one of PyPI's pyspark in .joyul/venv, which ./joyul test sets up, is
# taken. JOYUL_MASTER_PORT (7077), JOYUL_WORKER_CORES (1) and JOYUL_WORKER_MEMORY (5g) change the cluster, and
# JOYUL_CLUSTER_DIR (.joyul/standalone) where it keeps its logs and process ids. With JOYUL_CLUSTER_MASTER, such as
# spark://HOST:7077 or local-cluster[2,1,2048], submit goes there, and nothing needs to be started.
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
state=${JOYUL_CLUSTER_DIR:-$root/.joyul/standalone}
port=${JOYUL_MASTER_PORT:-7077}
master=${JOYUL_CLUSTER_MASTER:-spark://127.0.0.1:$port}

fail() {
    echo "standalone.sh: $1" >&2
    exit 2
}

source "$root/jobs/find-spark.sh"
export SPARK_LOCAL_IP=127.0.0.1

# launch NAME CLASS ARGUMENTS... runs a daemon and keeps its process id.
launch() {
    local name=$1
    shift
    # Of its own session, so that an interrupt at the terminal ends a job and not the cluster.
    setsid "$SPARK_HOME/bin/spark-class" "$@" >"$state/$name.log" 2>&1 </dev/null &
    echo $! >"$state/$name.pid"
}

# await FILE TEXT TIMES waits until a log holds a text so many times.
await() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if [[ $(grep -c "$2" "$1" 2>/dev/null || true) -ge $3 ]]; then return 0; fi
        sleep 0.2
    done
    stop
    fail "the cluster did not come up in 60 s; see $state"
}

start() {
    find_spark
    mkdir -p "$state"
    for pid in "$state"/*.pid; do
        if [[ -f $pid ]] && kill -0 "$(cat "$pid")" 2>/dev/null; then fail "a cluster is running already; stop it first"; fi
    done
    launch master org.apache.spark.deploy.master.Master --host 127.0.0.1 --port "$port" --webui-port 0
    await "$state/master.log" "Starting Spark master at" 1
    local number
    for number in 1 2; do
        launch "worker-$number" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 --webui-port 0 \
            --cores "${JOYUL_WORKER_CORES:-1}" --memory "${JOYUL_WORKER_MEMORY:-5g}" \
            --work-dir "$state/work-$number" "$master"
    done
    await "$state/master.log" "Registering worker" 2
    echo "$master with two workers; logs are in $state"
}

stop() {
    local pid
    for pid in "$state"/worker-*.pid "$state"/master.pid; do
        [[ -f $pid ]] || continue
        kill "$(cat "$pid")" 2>/dev/null || true
        rm -f "$pid"
    done
}

submit() {
    [[ $# -ge 1 ]] || fail "submit needs a job, such as Run, and its arguments"
    find_spark
    [[ -f $root/jobs/target/joyul.jar && -d $root/jobs/target/lib ]] || "$root/joyul" --version >/dev/null
    local job=$1
    shift
    # The properties file names jars and logs by relative paths, as the run file its data.
    [[ -f conf/spark-standalone.conf && -d jobs/target/lib ]] || cd "$root"
    mkdir -p .joyul
    exec "$SPARK_HOME/bin/spark-submit" --properties-file conf/spark-standalone.conf --master "$master" \
        --class "io.joyul.job.$job" jobs/target/joyul.jar "$@"
}

case ${1:-} in
    start) start ;;
    stop) stop ;;
    submit) shift; submit "$@" ;;
    *) fail "say start, stop or submit JOB FILE" ;;
esac
