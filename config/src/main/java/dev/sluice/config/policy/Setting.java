package dev.sluice.config.policy;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The documentation of one setting of a policy, and what its reader checks: the one place where meaning, default and
 * range stand. The published reference is made from it.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {

    /** What it means, in a sentence or two. */
    String value();

    /** The default, written as in the file; empty when the setting has none and may be left out. */
    String fallback() default "";

    /** Whether it has to be given. */
    boolean required() default false;

    /** The smallest value allowed, written as in the file; empty for none. */
    String min() default "";

    /** The largest value allowed, written as in the file; for a text, how many characters; empty for none. */
    String max() default "";

    /** A regular expression that a text, or each text of a list, has to match; empty for none. */
    String shape() default "";

    /** What the regular expression does not tell at a glance, for people; empty for nothing. */
    String words() default "";

    /** What no text of a list may begin with, because it would have no effect. */
    String[] taken() default {};
}
