package io.joyul.stage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what a failure means, on the rank that has it and on the driver that hears of it. */
final class RankFailure {
    private static final String OUT_OF_HEAP_EXIT = "code 52";
    private static final String KILLED_EXIT = "code 137";
    private static final String EXECUTOR_LOST = "ExecutorLostFailure";

    /** A line of a message that tells of classes which do not fit: no other attempt would end otherwise. */
    private static final Pattern UNLINKED = Pattern.compile(
            "(?m)^(java\\.lang\\.(NoSuch(Method|Field)|NoClassDefFound|AbstractMethod|UnsupportedClassVersion|"
                    + "IncompatibleClassChange)Error|java\\.lang\\.ClassNotFoundException|java\\.io\\.InvalidClassException)"
                    + "\\b.*$");

    private RankFailure() {}

    /** On the rank: a failure with a code. Memory that ran out is told as such, by whose and how much there was. */
    static JoyulException of(Throwable failure, String who) {
        JoyulException named = JoyulException.findIn(failure);
        if (named != null) {
            return named;
        }
        if (failure instanceof OutOfMemoryError) {
            long limit = Runtime.getRuntime().maxMemory() >> 20;
            return outOfMemory(
                    who + " is out of Java heap, of which it has " + limit + " MiB (" + failure.getMessage()
                            + "); raise spark.executor.memory",
                    failure);
        }
        String message = String.valueOf(failure.getMessage());
        // libtorch's allocators say no more than this.
        if (message.contains("can't allocate memory") || message.contains("out of memory")) {
            return outOfMemory(
                    who + " is out of native memory (" + firstLine(message)
                            + "); give its machine more beside spark.executor.memory, or lower training.micro-batch (training.fit.memory-gigabytes where that is"
                            + " auto)",
                    failure);
        }
        return new JoyulException(ErrorCode.INTERNAL, who + " failed: " + failure, failure);
    }

    /** Not as its cause: Spark ends an executor for an {@code OutOfMemoryError} there, under the next attempt's feet. */
    private static JoyulException outOfMemory(String message, Throwable failure) {
        JoyulException told = new JoyulException(ErrorCode.RANK_OUT_OF_MEMORY, message);
        told.addSuppressed(failure);
        return told;
    }

    /** On the driver: what a job meant that failed without a word of any rank. */
    static JoyulException ofJob(Exception failure) {
        JoyulException named = JoyulException.findIn(failure);
        if (named != null) {
            return named;
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("SPARK-24819") || message.contains("requires more slots")) {
            return new JoyulException(ErrorCode.RANKS_NOT_SCHEDULABLE, firstLine(message), failure);
        }
        if (message.contains(OUT_OF_HEAP_EXIT)) {
            return outOfMemory(firstLine(message) + ", which means out of Java heap", failure);
        }
        Matcher unlinked = UNLINKED.matcher(message);
        if (unlinked.find()) {
            return new JoyulException(
                    ErrorCode.INTERNAL,
                    unlinked.group() + "; the executors' classes are not the driver's: let both have the same Spark,"
                            + " Java and jars",
                    failure);
        }
        if (failure instanceof org.apache.spark.SparkException) {
            boolean killed = message.contains(KILLED_EXIT);
            return new JoyulException(
                    ErrorCode.RANK_LOST,
                    reason(message) + (killed ? ": killed, as a machine that is out of memory does" : ""),
                    failure);
        }
        return new JoyulException(ErrorCode.INTERNAL, firstLine(message), failure);
    }

    /** Spark's first line only says that the stage failed; a later one may say how its executor ended. */
    private static String reason(String message) {
        return message.lines()
                .filter(line -> line.startsWith(EXECUTOR_LOST))
                .findFirst()
                .orElseGet(() -> firstLine(message));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
