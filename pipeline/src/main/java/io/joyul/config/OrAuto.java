package io.joyul.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A whole number of at least 1 that may be given as {@code auto} too; the record then holds {@value #AUTO}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface OrAuto {
    /** What stands in a run file. */
    String TEXT = "auto";

    /** What stands in the record. */
    int AUTO = 0;
}
