package org.packetboat.delivery.remote.route;

import java.util.List;
import org.packetboat.delivery.remote.smtp.Target;
import org.packetboat.mail.smtp.EnhancedStatus;

/** Where the mail of a destination goes. */
public sealed interface Route {
    /** To one of these, in this order; at least one. */
    record Hosts(List<Target> targets) implements Route {}

    /** Nowhere, and that will not change by waiting. */
    record Nowhere(EnhancedStatus status, String text) implements Route {}

    /** Nobody knows now. */
    record Unknown(String text) implements Route {}
}
