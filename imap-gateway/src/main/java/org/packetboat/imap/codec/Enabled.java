package org.packetboat.imap.codec;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a client has enabled so far (RFC 5161 §3.1). It grows and is never taken back, except with the whole login. */
public final class Enabled {
    /** Nothing: as every connection begins. */
    public static final Enabled NONE = new Enabled(EnumSet.noneOf(Extension.class));

    private final Set<Extension> extensions;

    private Enabled(EnumSet<Extension> extensions) {
        this.extensions = Collections.unmodifiableSet(extensions);
    }

    /** With these too. QRESYNC brings CONDSTORE (RFC 7162 §3.2.3). */
    public Enabled with(Collection<Extension> more) {
        EnumSet<Extension> all = EnumSet.noneOf(Extension.class);
        all.addAll(extensions);
        all.addAll(more);
        if (all.contains(Extension.QRESYNC)) {
            all.add(Extension.CONDSTORE);
        }
        return all.equals(extensions) ? this : new Enabled(all);
    }

    /** With this one too. */
    public Enabled with(Extension extension) {
        return with(EnumSet.of(extension));
    }

    /** Whether this one is enabled. */
    public boolean has(Extension extension) {
        return extensions.contains(extension);
    }

    /** Whether the session speaks IMAP4rev2 (RFC 9051). */
    public boolean isRev2() {
        return has(Extension.IMAP4REV2);
    }

    /** Whether mailbox names travel in UTF-8 (RFC 9051 §5.1, RFC 6855 §3), not in modified UTF-7. */
    public boolean utf8Names() {
        return isRev2() || has(Extension.UTF8_ACCEPT);
    }

    /** Whether FETCH responses tell MODSEQs (RFC 7162 §3.1). */
    public boolean modSeqs() {
        return has(Extension.CONDSTORE);
    }

    /** Whether expunged messages are told by UID (RFC 7162 §3.2.10). */
    public boolean vanished() {
        return has(Extension.QRESYNC);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Enabled other && extensions.equals(other.extensions);
    }

    @Override
    public int hashCode() {
        return extensions.hashCode();
    }

    @Override
    public String toString() {
        return extensions.toString();
    }
}
