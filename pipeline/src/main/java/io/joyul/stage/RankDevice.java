package io.joyul.stage;

import io.joyul.config.TrainingConfig;
import io.joyul.config.TrainingConfig.CollectiveKind;
import io.joyul.config.TrainingConfig.DeviceKind;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.ResourceProfileManager;
import org.apache.spark.resource.TaskResourceRequests;
import scala.Option;

/**
 * Where a rank computes: on the GPU whose address Spark gave its task. Spark gives no address twice at a time, and a
 * rank's number says nothing about its GPU's.
 *
 * @param kind what the run file asks for
 * @param addresses of the GPUs that the task was given, as the discovery script names them
 * @param allOnHosts whether every rank of the application is sure to compute on its CPU
 * @param master of the application; a local one gives no addresses
 */
record RankDevice(DeviceKind kind, int rank, List<String> addresses, boolean allOnHosts, String master) {
    private static final String GPU = "gpu";
    private static final String EXECUTOR_AMOUNT = "spark.executor.resource.gpu.amount";
    private static final String TASK_AMOUNT = "spark.task.resource.gpu.amount";

    /** What Spark gave the task whose thread this is; nothing where it is none. */
    static RankDevice here(int rank, TrainingConfig training, SparkConf conf) {
        TaskContext context = TaskContext.get();
        ResourceInformation gpu =
                context == null ? null : context.resourcesJMap().get(GPU);
        return new RankDevice(
                training.device(),
                rank,
                gpu == null ? List.of() : List.of(gpu.addresses()),
                training.device() == DeviceKind.CPU
                        || training.device() == DeviceKind.AUTO && !conf.contains(EXECUTOR_AMOUNT),
                conf.get("spark.master", ""));
    }

    /** The same ranks, each of which asks Spark for what {@link #profile} says. */
    static <T> RDD<T> withGpus(RDD<T> ranks, TrainingConfig training) {
        ResourceProfile profile = profile(ranks.sparkContext(), training);
        return profile.id() == ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID() ? ranks : ranks.withResources(profile);
    }

    /**
     * What the task of a rank needs: one GPU, where executors have some and tasks are not given them by the application,
     * so that the tasks of other stages need none. It is the same one throughout an application.
     */
    static ResourceProfile profile(SparkContext context, TrainingConfig training) {
        ResourceProfileManager profiles = context.resourceProfileManager();
        SparkConf conf = context.getConf();
        if (context.isLocal()
                || training.device() == DeviceKind.CPU
                || training.collective() == CollectiveKind.DLLIB
                || !conf.contains(EXECUTOR_AMOUNT)
                || conf.contains(TASK_AMOUNT)) {
            return profiles.defaultResourceProfile();
        }
        ResourceProfile wanted = new ResourceProfileBuilder()
                .require(new TaskResourceRequests()
                        .cpus(conf.getInt("spark.task.cpus", 1))
                        .resource(GPU, 1))
                .build();
        // Trials ask from several threads, and one profile each would be kept by Spark to the application's end.
        synchronized (RankDevice.class) {
            Option<ResourceProfile> known = profiles.getEquivalentProfile(wanted);
            if (known.isDefined()) {
                return known.get();
            }
            profiles.addResourceProfile(wanted);
            return wanted;
        }
    }

    /**
     * The device; libtorch must be loaded.
     *
     * @throws JoyulException {@code DEVICE_UNAVAILABLE} when the GPU cannot be had
     */
    Device device() {
        return switch (kind) {
            case CPU -> Device.CPU;
            case AUTO -> address().map(this::gpu).orElse(Device.CPU);
            case CUDA -> address().map(this::gpu).orElseGet(this::unaddressed);
        };
    }

    private Optional<String> address() {
        return addresses.stream().findFirst();
    }

    private Device gpu(String address) {
        if (!address.matches("\\d{1,4}")) {
            throw refused("was given the GPU " + address
                    + ", which is no number; the discovery script must print the indices of nvidia-smi");
        }
        requireGpu("was given the GPU " + address, Integer.parseInt(address));
        return Device.cuda(Integer.parseInt(address));
    }

    /** On one machine without Spark's scheduling of GPUs, ranks take them in turn. */
    private Device unaddressed() {
        if (!master.startsWith("local") || master.startsWith("local-cluster")) {
            throw refused("was given no GPU by Spark; start the workers with spark.worker.resource.gpu.amount and a"
                    + " discovery script, and the application with " + EXECUTOR_AMOUNT);
        }
        requireGpu("is to compute on a GPU", 0);
        return Device.cuda(rank % Device.gpus());
    }

    private void requireGpu(String what, int index) {
        if (!Device.knowsGpus()) {
            throw refused(
                    what + ", and this libtorch is built without CUDA; build with ./joyul and JOYUL_PROFILE=gpu, or"
                            + " name a PyTorch with CUDA in joyul.libtorch.path");
        }
        if (index >= Device.gpus()) {
            throw refused(what + ", and CUDA sees " + Device.gpus()
                    + " GPUs here; look at the driver (nvidia-smi) and at" + " CUDA_VISIBLE_DEVICES");
        }
    }

    private JoyulException refused(String why) {
        return new JoyulException(
                ErrorCode.DEVICE_UNAVAILABLE, "rank " + rank + " " + why + "; training.device: cpu does without");
    }
}
