package org.packetboat.pop3.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.session.Pop3Rules.Verdict;

/** What CAPA announces (RFC 2449 §6): a line each if it is of use here, next to the command that it promises. */
public enum Capability {
    TOP("TOP", Pop3Command.Top.class),
    UIDL("UIDL", Pop3Command.Uidl.class),
    /** RFC 2449 §6.2: both states alike, so that it stays when a login has made it useless. */
    USER(Pop3Command.User.class, here -> here.link().takesPasswords() ? Optional.of("USER") : Optional.empty()),
    /** RFC 5034 §3: stays after a login. */
    SASL(
            Pop3Command.Auth.class,
            here -> here.mechanisms().isEmpty()
                    ? Optional.empty()
                    : Optional.of("SASL " + String.join(" ", here.mechanisms()))),
    /** RFC 2595 §4: only where it is permitted. */
    STLS(Pop3Command.Stls.class, here -> here.permitsStartTls() ? Optional.of("STLS") : Optional.empty()),
    /** RFC 2449 §6.4: codes in brackets. */
    RESP_CODES("RESP-CODES", Pop3Command.Pass.class),
    /** RFC 3206 §6. */
    AUTH_RESP_CODE("AUTH-RESP-CODE", Pop3Command.Pass.class),
    /** RFC 2449 §6.6: the lane takes commands one by one, however many come together. */
    PIPELINING("PIPELINING", Pop3Command.Noop.class),
    /** RFC 2449 §6.5. */
    LOGIN_DELAY(
            Pop3Command.Pass.class,
            here -> here.loginDelay().isZero()
                    ? Optional.empty()
                    : Optional.of("LOGIN-DELAY " + here.loginDelay().toSeconds())),
    /** RFC 2449 §6.7: nothing is deleted but by DELE. */
    EXPIRE("EXPIRE NEVER", Pop3Command.Dele.class),
    /** RFC 6856 §2: USER and PASS are in UTF-8 anyway. */
    UTF8("UTF8 USER", Pop3Command.Utf8.class),
    /** RFC 6856 §3. */
    LANG("LANG", Pop3Command.Lang.class),
    /** RFC 2449 §6.9: the same in both states, and so without a version. */
    IMPLEMENTATION("IMPLEMENTATION Packetboat", Pop3Command.Capa.class);

    private final Class<? extends Pop3Command> promises;
    private final Function<Place, Optional<String>> line;

    Capability(String line, Class<? extends Pop3Command> promises) {
        this(promises, here -> Optional.of(line));
    }

    Capability(Class<? extends Pop3Command> promises, Function<Place, Optional<String>> line) {
        this.promises = promises;
        this.line = line;
    }

    /**
     * Where CAPA is asked.
     *
     * @param mechanisms the best first
     * @param loginDelay zero for none
     */
    public record Place(Pop3State state, Link link, List<String> mechanisms, Duration loginDelay) {
        private boolean permitsStartTls() {
            return Pop3Rules.verdict(Pop3Command.Stls.class, Pop3Rules.phase(state), Pop3Rules.mode(state), link)
                    == Verdict.ALLOWED;
        }
    }

    /** As on the wire; empty where it is of no use. */
    public Optional<String> line(Place here) {
        return line.apply(here);
    }

    /** The command that must work. */
    public Class<? extends Pop3Command> promises() {
        return promises;
    }
}
