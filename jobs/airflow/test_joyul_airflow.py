"""What a task makes of a job's end, with a spark-submit that ends as it is told; jobs/airflow/try runs this too."""

from __future__ import annotations

import os
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

from airflow.providers.apache.spark.hooks import spark_submit
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, AirflowSkipException
from joyul_airflow import STAGES, JoyulOperator, files, joyul_dag

# Of a standalone cluster with two masters the provider asks how a driver ended by spark-submit, of one master by curl.
CLUSTERS = {
    "yarn": """{"conn_type": "spark", "host": "yarn",
        "extra": {"deploy-mode": "%s", "yarn_resourcemanager_webapp_address": "h:8088"}}""",
    "standalone": '{"conn_type": "spark", "host": "spark://h1:7077,h2:7077", "extra": {"deploy-mode": "%s"}}',
    "kubernetes": '{"conn_type": "spark", "host": "k8s://https://h:6443", "extra": {"deploy-mode": "%s"}}',
}
GATE = "echo 'joyul: accuracy is too low [GATE_CLOSED]'"


class JoyulOperatorTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        earlier = dict(os.environ)
        self.addCleanup(os.environ.update, earlier)
        os.environ["PATH"] = f"{folder.name}:{earlier['PATH']}"
        os.environ["AIRFLOW_CONN_SPARK_DEFAULT"] = '{"conn_type": "spark", "host": "yarn"}'

    def execute(self, output: str, exit_code: int, job: str = "Evaluate", **arguments: Any) -> Any:
        # Only who submits with the driver beside it sees what it prints; of others the cluster tells the exit code.
        self.submits(
            f"""echo "$@" >> {self.folder}/arguments
case "$*" in
*"--deploy-mode cluster"*) echo "exit code: {exit_code}"; {GATE if exit_code == 3 else ":"} ;;
*) cat <<'END'
{output}
END
esac
exit {exit_code}
"""
        )
        return self.operator(job, **arguments).execute({"ti": self})

    def operator(self, job: str, **arguments: Any) -> JoyulOperator:
        return JoyulOperator(
            task_id="task",
            job=job,
            run_file="run.yaml",
            home="/joyul",
            settings={"seed": "7"},
            retries=0,
            **arguments,
        )

    def connect(self, cluster: str, deploy_mode: str) -> None:
        os.environ["AIRFLOW_CONN_SPARK_DEFAULT"] = CLUSTERS[cluster] % deploy_mode
        # All that the provider asks for before it submits to Kubernetes is whether its client is installed.
        spark_submit.kube_client = spark_submit.__dict__.get("kube_client", object())

    def command(self, cluster: str, deploy_mode: str, **arguments: Any) -> str:
        self.connect(cluster, deploy_mode)
        operator = self.operator("Train", **arguments)
        hook = operator._get_hook()
        return " ".join(hook._build_spark_submit_command(operator.application))

    def pod(self, exit_code: int, here: str) -> None:
        """Of a driver in a pod only the exit code is shown; spark-submit itself ends well."""
        self.connect("kubernetes", "cluster")
        self.submits(
            f"""echo "$@" >> {self.folder}/arguments
case "$*" in
*"--deploy-mode cluster"*) echo "	 exit code: {exit_code}" ;;
*) {here}; exit {exit_code} ;;
esac
"""
        )

    def standalone(self, state: str, here: str) -> None:
        """A standalone cluster takes a driver, runs it, and tells its end state and no exit code."""
        self.connect("standalone", "cluster")
        self.submits(
            f"""echo "$@" >> {self.folder}/arguments
case "$*" in
*--status*)
    state={state}
    [ -e {self.folder}/polled ] || state=RUNNING
    touch {self.folder}/polled
    cat <<END
26/01/02 00:00:02 INFO RestSubmissionClient: Server responded with SubmissionStatusResponse:
{{
  "action" : "SubmissionStatusResponse",
  "driverState" : "$state",
  "serverSparkVersion" : "4.0.1",
  "submissionId" : "driver-20260102000000-0001",
  "success" : true
}}
END
    ;;
*"--deploy-mode cluster"*)
    echo "26/01/02 00:00:01 INFO ClientEndpoint: Driver successfully submitted as driver-20260102000000-0001" ;;
*) {here} ;;
esac
"""
        )

    def told_by_standalone(self, job: str) -> Any:
        return self.operator(job, status_poll_interval=0).execute({"ti": self})

    def submits(self, script: str) -> None:
        submit = self.folder / "spark-submit"
        submit.write_text(f"#!/bin/sh\n{script}")
        submit.chmod(0o755)

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed = {key: value}

    def test_line_of_json_is_the_result(self) -> None:
        self.assertEqual(self.execute('noise\n{"report": "r.html"}\n{no json', 0), {"report": "r.html"})
        arguments = (self.folder / "arguments").read_text()
        self.assertIn("--class io.joyul.job.Evaluate", arguments)
        self.assertTrue(arguments.endswith("/joyul/jobs/target/joyul.jar run.yaml --set seed=7 --json\n"), arguments)

    def test_driver_on_the_cluster_is_asked_again_here(self) -> None:
        self.assertEqual(self.execute('{"report": "r.html"}', 0, deploy_mode="cluster"), {"report": "r.html"})
        there, here = (self.folder / "arguments").read_text().splitlines()
        self.assertIn("--deploy-mode cluster", there)
        self.assertIn("--master local[1]", here)
        self.assertIn("--deploy-mode client", here)
        self.assertTrue(here.endswith("run.yaml --set seed=7 --json"), here)

    def test_gate_that_closed_on_the_cluster_tells_why(self) -> None:
        with self.assertRaises(AirflowSkipException):
            self.execute('{"gate": "closed"}', 3, job="CheckGate", deploy_mode="cluster")
        self.assertEqual(self.pushed, {"return_value": {"gate": "closed"}})

    def test_gate_that_closed_in_a_pod_skips_and_tells_why(self) -> None:
        self.pod(3, f"""echo '{{"gate": "closed"}}'; {GATE} >&2""")
        with self.assertRaises(AirflowSkipException):
            self.operator("CheckGate").execute({"ti": self})
        self.assertEqual(self.pushed, {"return_value": {"gate": "closed"}})
        there, here = (self.folder / "arguments").read_text().splitlines()
        self.assertIn(" local:///opt/joyul/joyul.jar run.yaml", there)
        self.assertIn("--master local[1]", here)
        self.assertIn(" /joyul/jobs/target/joyul.jar run.yaml", here)
        self.assertIn("--conf spark.jars=/joyul/jobs/target/lib/*.jar", here)

    def test_export_behind_a_gate_that_closed_in_a_pod_is_skipped(self) -> None:
        self.pod(3, f"{GATE} >&2")
        with self.assertRaises(AirflowSkipException):
            self.operator("Publish").execute({"ti": self})

    def test_driver_that_is_asked_here_has_the_variables_of_the_one_in_the_pod(self) -> None:
        self.pod(3, f"""echo "{{\\"key\\": \\"$S3_KEY\\", \\"arenas\\": $MALLOC_ARENA_MAX}}"; {GATE} >&2""")
        with self.assertRaises(AirflowSkipException):
            self.operator("CheckGate", env_vars={"S3_KEY": "k", "MALLOC_ARENA_MAX": 4}).execute({"ti": self})
        self.assertEqual(self.pushed, {"return_value": {"key": "k", "arenas": 4}})

    def test_bad_data_in_a_pod_is_final(self) -> None:
        for job in ("CheckGate", "Train"):
            self.pod(3, "echo 'joyul: rows are bad [BAD_ROWS]' >&2")
            with self.assertRaises(AirflowFailException):
                self.operator(job).execute({"ti": self})

    def test_exit_code_of_a_pod_that_kubernetes_is_asked_for_counts(self) -> None:
        self.connect("kubernetes", "cluster")
        self.submits(
            f"""case "$*" in
*"--deploy-mode cluster"*) echo "submission ID spark:task-1-driver" ;;
*) echo '{{"gate": "closed"}}'; {GATE} >&2; exit 3 ;;
esac
"""
        )
        container = SimpleNamespace(state=SimpleNamespace(terminated=SimpleNamespace(exit_code=3, reason="Error")))
        pod = SimpleNamespace(status=SimpleNamespace(phase="Failed", container_statuses=[container]))
        kubernetes = SimpleNamespace(read_namespaced_pod=lambda *_: pod)
        client = SimpleNamespace(get_kube_client=lambda: kubernetes, ApiException=OSError)
        for job, outcome in (("CheckGate", AirflowSkipException), ("Train", AirflowFailException)):
            operator = self.operator(job, track_driver_via_k8s_api=True, conf={"spark.kubernetes.namespace": "n"})
            with mock.patch.object(spark_submit, "kube_client", client), self.assertRaises(outcome):
                operator.execute({"ti": self})
        self.assertEqual(self.pushed, {"return_value": {"gate": "closed"}})

    def test_driver_in_a_pod_takes_all_from_the_image(self) -> None:
        command = self.command("kubernetes", "cluster")
        self.assertIn(" local:///opt/joyul/joyul.jar run.yaml", command)
        self.assertIn("spark.kubernetes.driver.podTemplateFile=/joyul/jobs/kubernetes/pod.yaml", command)
        self.assertIn("spark.kubernetes.driverEnv.MALLOC_ARENA_MAX=2", command)
        # The properties file's own, which name the image's folders.
        self.assertNotIn("extraJavaOptions", command)
        self.assertNotIn("spark.jars", command)
        self.assertIn(" /joyul/jobs/target/joyul.jar run.yaml", self.command("kubernetes", "client"))

    def test_jar_and_properties_that_are_given_win(self) -> None:
        command = self.command("kubernetes", "cluster", jar="s3a://b/joyul.jar", conf={"spark.a": "1"})
        self.assertIn(" s3a://b/joyul.jar run.yaml", command)
        self.assertIn("--conf spark.a=1", command)
        mine = self.command("yarn", "client", conf={"spark.driver.extraJavaOptions": "-Dmine=1"})
        self.assertEqual(mine.count("spark.driver.extraJavaOptions"), 1)
        self.assertIn("spark.driver.extraJavaOptions=-Dmine=1", mine)

    def test_jar_in_a_pod_may_be_a_template(self) -> None:
        self.connect("kubernetes", "cluster")
        operator = self.operator("Train", jar="s3a://b/{{ ds }}.jar")
        operator.render_template_fields({"ds": "2026-01-02"})
        operator._get_hook()
        self.assertEqual(operator.application, "s3a://b/2026-01-02.jar")

    def test_log_settings_of_this_machine_stay_here(self) -> None:
        for cluster in ("yarn", "standalone"):
            self.assertIn("log4j2.configurationFile=/joyul/conf", self.command(cluster, "client"))
            there = self.command(cluster, "cluster")
            self.assertNotIn("log4j2", there)
            self.assertIn("-Dorg.bytedeco.javacpp.nopointergc=true", there)

    def test_variables_are_sent_where_they_can_be(self) -> None:
        self.assertIn("spark.yarn.appMasterEnv.MALLOC_ARENA_MAX=2", self.command("yarn", "cluster"))
        self.assertNotIn("MALLOC_ARENA_MAX", self.command("standalone", "cluster"))

    def test_job_that_tells_nothing_has_no_result(self) -> None:
        self.assertIsNone(self.execute("done", 0, job="Train"))

    def test_mistakes_and_bad_data_are_final(self) -> None:
        for code in (2, 3):
            with self.assertRaises(AirflowFailException):
                self.execute("joyul: wrong [CONFIG_INVALID]", code)

    def test_exit_code_of_a_driver_on_the_cluster_counts(self) -> None:
        with self.assertRaises(AirflowFailException):
            self.execute("diagnostics: User class threw exception: io.joyul.job.JobFailed: exit code: 2", 1)

    def test_exit_code_that_yarn_is_asked_for_counts(self) -> None:
        self.connect("yarn", "cluster")
        self.submits("echo Submitted application application_1_1")
        for code, outcome in ((2, AirflowFailException), (4, RuntimeError)):
            diagnostics = f"User class threw exception: io.joyul.job.JobFailed: exit code: {code}\njoyul: so it is"
            app = {"state": "FINISHED", "finalStatus": "FAILED", "diagnostics": diagnostics}
            answer = SimpleNamespace(status_code=200, json=lambda app=app: {"app": app})
            with mock.patch.object(spark_submit.requests, "get", return_value=answer):
                with self.assertRaises(outcome):
                    self.operator("Train", yarn_track_via_rm_api=True).execute({"ti": self})

    def test_driver_that_ended_well_on_a_standalone_cluster_is_asked_again_here(self) -> None:
        self.standalone("FINISHED", """echo '{"report": "r.html"}'""")
        self.assertEqual(self.told_by_standalone("Evaluate"), {"report": "r.html"})
        submitted, *polls, here = (self.folder / "arguments").read_text().splitlines()
        self.assertIn("--master spark://h1:7077,h2:7077", submitted)
        self.assertEqual(polls, ["--master spark://h1:7077,h2:7077 --status driver-20260102000000-0001"] * 2)
        self.assertIn("--master local[1]", here)
        self.assertIn("--class io.joyul.job.Evaluate", here)

    def test_gate_that_closed_on_a_standalone_cluster_skips_and_tells_why(self) -> None:
        for job in ("CheckGate", "Publish"):
            self.standalone("FAILED", f"""echo '{{"gate": "closed"}}'; {GATE} >&2; exit 3""")
            with self.assertRaises(AirflowSkipException):
                self.told_by_standalone(job)
            self.assertEqual(self.pushed, {"return_value": {"gate": "closed"}})
            # Nothing is published from here by a task that fails.
            self.assertIn("--class io.joyul.job.CheckGate", (self.folder / "arguments").read_text().splitlines()[-1])

    def test_mistakes_behind_a_driver_that_failed_on_a_standalone_cluster_are_final(self) -> None:
        for job, code in (("CheckGate", 2), ("Publish", 2), ("CheckGate", 3)):
            self.standalone("FAILED", f"echo 'joyul: wrong [CONFIG_INVALID]' >&2; exit {code}")
            with self.assertRaises(AirflowFailException):
                self.told_by_standalone(job)

    def test_other_failures_on_a_standalone_cluster_are_tried_again(self) -> None:
        for state in ("FAILED", "KILLED"):
            for job, code in (("CheckGate", 0), ("CheckGate", 4), ("Publish", 0), ("Train", 2)):
                self.standalone(state, f"exit {code}")
                with self.assertRaises(RuntimeError) as raised:
                    self.told_by_standalone(job)
                self.assertIn(f"exited with status {state}", str(raised.exception))
        # Only what depends on a gate is worth another driver.
        self.assertIn("--status", (self.folder / "arguments").read_text().splitlines()[-1])

    def test_driver_at_work_that_the_cluster_lost_sight_of_is_tried_again(self) -> None:
        self.standalone("UNKNOWN", "echo 'joyul: another process works there [OUTPUT_IN_USE]' >&2; exit 2")
        for job in ("CheckGate", "Publish"):
            with self.assertRaises(RuntimeError):
                self.told_by_standalone(job)

    def test_missing_resources_and_our_own_failures_are_tried_again(self) -> None:
        for code in (4, 1):
            with self.assertRaises(AirflowException) as raised:
                self.execute("joyul: no room [STORAGE_FULL]", code)
            self.assertNotIsInstance(raised.exception, (AirflowFailException, AirflowSkipException))

    def test_closed_gate_skips_and_tells_why(self) -> None:
        with self.assertRaises(AirflowSkipException):
            self.execute('{"gate": "closed"}\njoyul: accuracy is too low [GATE_CLOSED]', 3, job="CheckGate")
        self.assertEqual(self.pushed, {"return_value": {"gate": "closed"}})


class DagTest(unittest.TestCase):
    def test_stages_follow_each_other_behind_the_sensor(self) -> None:
        dag = joyul_dag("d", "run.yaml", home="/joyul", parameters={"date": "{{ ds }}"}, new_data="/data/{{ ds }}")
        names = ["new_data", "preprocess", "pretrain", "train", "evaluate", "gate", "export"]
        self.assertEqual([task.task_id for task in dag.topological_sort()], names)
        self.assertIn("parameters.date={{ ds }}", dag.get_task("train").application_args)
        self.assertEqual(dag.get_task("new_data").mode, "reschedule")
        self.assertEqual(dag.max_active_runs, 1)

    def test_each_date_has_paths_and_parameters_of_its_own(self) -> None:
        seen = []
        for day in ("2026-01-02", "2026-01-03"):
            dag = joyul_dag(
                "d",
                "run.yaml",
                home="/joyul",
                parameters={"date": "{{ ds }}"},
                settings={"output": "/runs/{{ ds }}"},
                new_data="/data/{{ ds }}",
            )
            for task in dag.tasks:
                task.render_template_fields({"ds": day})
            self.assertEqual(dag.get_task("new_data").path, f"/data/{day}")
            arguments = ["run.yaml", "--set", f"parameters.date={day}", "--set", f"output=/runs/{day}"]
            for stage in STAGES:
                self.assertEqual(dag.get_task(stage).application_args[:5], arguments)
            seen.append(arguments)
        self.assertNotEqual(*seen)


class FilesTest(unittest.TestCase):
    def test_local_paths_globs_and_folders(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(files(folder), [])
            for name in ("a.tsv", "b.tsv"):
                Path(folder, name).touch()
            both = [f"{folder}/a.tsv", f"{folder}/b.tsv"]
            self.assertEqual(files(folder), both)
            self.assertEqual(files(f"{folder}/*.tsv"), both)
            self.assertEqual(files(f"file://{folder}/a*"), both[:1])
            self.assertEqual(files(f"{folder}/c.tsv"), [])


if __name__ == "__main__":
    unittest.main()
