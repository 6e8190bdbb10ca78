package io.joyul.job;

import io.joyul.config.RunConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether ranks and Spark can talk on this machine: ports that open, and a host name that is known. */
final class NetworkChecks {
    private static final int TIMEOUT_MILLISECONDS = 3000;
    private static final String STANDALONE = "spark://";
    private static final int MASTER_PORT = 7077;

    private NetworkChecks() {}

    static List<Finding> findings(Optional<RunConfig> run) {
        List<Finding> findings = new ArrayList<>();
        findings.add(port(InetAddress.getLoopbackAddress()));
        findings.add(hostName());
        MachineChecks.cluster(run)
                .filter(master -> master.startsWith(STANDALONE))
                .ifPresent(master -> findings.add(master(master)));
        return findings;
    }

    /** Of a standalone cluster, {@code spark://HOST:PORT,HOST:PORT}, one master is enough. */
    static Finding master(String url) {
        List<String> silent = new ArrayList<>();
        for (String address : url.substring(STANDALONE.length()).split(",")) {
            String host = address.replaceFirst(":\\d+$", "");
            try (Socket client = new Socket()) {
                int port = host.equals(address) ? MASTER_PORT : Integer.parseInt(address.substring(host.length() + 1));
                client.connect(new InetSocketAddress(host, port), TIMEOUT_MILLISECONDS);
                return Finding.ok("master", "spark://" + address + " can be reached");
            } catch (IOException | IllegalArgumentException e) {
                silent.add(
                        address + " (" + (e instanceof UnknownHostException ? "unknown host" : e.getMessage()) + ")");
            }
        }
        return Finding.missing(
                "master",
                url + " cannot be reached: " + String.join(", ", silent),
                "check spark.master, and that the master runs, such as by jobs/standalone.sh start");
    }

    /** Opens a port on an address and connects to it. */
    static Finding port(InetAddress address) {
        try (ServerSocket server = new ServerSocket(0, 1, address);
                Socket client = new Socket()) {
            client.connect(new InetSocketAddress(address, server.getLocalPort()), TIMEOUT_MILLISECONDS);
            return Finding.ok("ports", "can be opened on " + address.getHostAddress());
        } catch (IOException e) {
            return Finding.missing(
                    "ports",
                    "none could be opened on " + address.getHostAddress() + " (" + e.getMessage() + ")",
                    "let processes of this machine connect to each other; a firewall or a sandbox keeps them from it");
        }
    }

    private static Finding hostName() {
        InetAddress address;
        try {
            address = InetAddress.getLocalHost();
        } catch (UnknownHostException e) {
            return Finding.warning(
                    "host name",
                    String.valueOf(e.getMessage()),
                    "add it to /etc/hosts or set SPARK_LOCAL_IP before this machine sends jobs to a cluster");
        }
        Finding port = port(address);
        String found = address.getHostName() + " is " + address.getHostAddress();
        if (port.state() != Finding.State.OK) {
            return Finding.warning(
                    "host name",
                    found + ", where no port opens",
                    "mend it in /etc/hosts or set SPARK_LOCAL_IP before this machine sends jobs to a cluster");
        }
        return address.isLoopbackAddress()
                ? Finding.ok(
                        "host name",
                        found + ", which only this machine reaches; a cluster's client needs SPARK_LOCAL_IP")
                : Finding.ok("host name", found);
    }
}
