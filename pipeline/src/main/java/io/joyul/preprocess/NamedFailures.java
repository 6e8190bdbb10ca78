package io.joyul.preprocess;

import java.util.Iterator;

/** Passes elements on, and turns a failure to read into one that names the file. */
final class NamedFailures<T> implements Iterator<T> {
    private final String path;
    private final Iterator<T> elements;

    NamedFailures(String path, Iterator<T> elements) {
        this.path = path;
        this.elements = elements;
    }

    @Override
    public boolean hasNext() {
        try {
            return elements.hasNext();
        } catch (Exception e) {
            throw named(e);
        }
    }

    @Override
    public T next() {
        try {
            return elements.next();
        } catch (Exception e) {
            throw named(e);
        }
    }

    /** Scala throws checked exceptions without declaring them; an unchecked one has another cause than the file. */
    private RuntimeException named(Exception e) {
        return e instanceof RuntimeException unchecked
                ? unchecked
                : InputFiles.unreadable(path, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
}
