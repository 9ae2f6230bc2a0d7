package org.packetboat.testkit.conformance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sections of standards whose demands (MUST, SHOULD) a test holds us to, such as {@code RFC 7162 §3.2.5}. A transcript says the same in its first
 * comment. The pages of conformance in {@code docs} are made of these, so only name what would fail if the demand were not met.
 */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Covers {
    /** One section each. */
    String[] value();
}
