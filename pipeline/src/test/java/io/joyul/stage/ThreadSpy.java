package io.joyul.stage;

import com.sun.tools.attach.VirtualMachine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks at what the threads of another Java process do, every few milliseconds; the connection ends with that process. */
final class ThreadSpy {
    private final ProcessHandle process;
    private final ThreadMXBean threads;

    private ThreadSpy(ProcessHandle process, ThreadMXBean threads) {
        this.process = process;
        this.threads = threads;
    }

    /** The process that answers is one that this test started. */
    @SuppressWarnings("BanJNDI")
    static ThreadSpy on(ProcessHandle process) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        String address;
        try {
            address = machine.startLocalManagementAgent();
        } finally {
            machine.detach();
        }
        JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
        return new ThreadSpy(
                process,
                ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(),
                        ManagementFactory.THREAD_MXBEAN_NAME,
                        ThreadMXBean.class));
    }

    boolean hasThread(String name) {
        return Arrays.stream(threads.dumpAllThreads(false, false))
                .anyMatch(thread -> thread.getThreadName().equals(name));
    }

    /** Returns when a thread is in a method of a class, both named by how they end. */
    void await(String className, String method) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            for (ThreadInfo thread : threads.dumpAllThreads(false, false)) {
                boolean there = Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith(className)
                                && frame.getMethodName().startsWith(method));
                if (there) {
                    return;
                }
            }
        }
        throw new AssertionError("no thread came into " + className + "." + method + " within a minute");
    }

    ProcessHandle process() {
        return process;
    }
}
