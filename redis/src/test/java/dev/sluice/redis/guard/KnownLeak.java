package dev.sluice.redis.guard;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test during which somebody else's code may leak, and nothing can be done about it here. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface KnownLeak {

    /** What stands in the records of such a leak. Every other leak fails the test. */
    String records();

    /** Why it is not ours. */
    String because();
}
