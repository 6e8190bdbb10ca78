package io.joyul.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Keeps what was told. */
final class RecordingProgress implements Progress {
    final List<String> notes = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void begin(String stage, String detail) {}

    @Override
    public void update(double done, String detail) {}

    @Override
    public void end(String summary) {}

    @Override
    public void note(String line) {
        notes.add(line);
    }
}
