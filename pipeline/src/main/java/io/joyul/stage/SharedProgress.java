package io.joyul.stage;

import io.joyul.train.LogEntry;
import java.util.List;

/** Hands on what it is told, so that all who show it show the same. */
record SharedProgress(List<Progress> listeners) implements Progress {
    SharedProgress {
        listeners = List.copyOf(listeners);
    }

    @Override
    public void begin(String stage, String detail) {
        listeners.forEach(listener -> listener.begin(stage, detail));
    }

    @Override
    public void update(double done, String detail) {
        listeners.forEach(listener -> listener.update(done, detail));
    }

    @Override
    public void end(String summary) {
        listeners.forEach(listener -> listener.end(summary));
    }

    @Override
    public void note(String line) {
        listeners.forEach(listener -> listener.note(line));
    }

    @Override
    public void curve(String stage, List<LogEntry> entries) {
        listeners.forEach(listener -> listener.curve(stage, entries));
    }
}
