package io.joyul.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The threshold that a rule was published with. {@code true} in a run file asks for it, {@code false} or leaving the key
 * out turns the rule off, and any other value is a threshold of one's own. A section of which each key is such a rule
 * may be {@code true} as a whole, which turns on all but those that need a value.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Published {
    String value();
}
