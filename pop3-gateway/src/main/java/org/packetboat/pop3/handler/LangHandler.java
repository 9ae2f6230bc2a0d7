package org.packetboat.pop3.handler;

import java.util.Optional;
import org.packetboat.mail.failure.Refusal;
import org.packetboat.mail.failure.RefusedException;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.pop3.codec.Pop3Command;
import org.packetboat.pop3.codec.ResponseWriter;

/** LANG, RFC 6856 §3.2. All texts are English, and so are those that RFC 2277 §4.5 wants for clients that did not choose. */
final class LangHandler {
    private enum Language {
        EN("en", "English"),
        DEFAULT("i-default", "English for everybody");

        private final String tag;
        private final String description;

        Language(String tag, String description) {
            this.tag = tag;
            this.description = description;
        }
    }

    private LangHandler() {}

    static void handle(Pop3Command.Lang command, ResponseWriter out) throws InterruptedException {
        if (command.range().isEmpty()) {
            list(out);
            return;
        }
        Language found = find(command.range().get()).orElseThrow(() -> new RefusedException(Refusal.NOT_SUPPORTED));
        out.ok(found.tag + " language chosen");
    }

    private static void list(ResponseWriter out) throws InterruptedException {
        out.begin("languages follow");
        for (Language language : Language.values()) {
            out.line(language.tag + " " + language.description);
        }
        out.end();
    }

    /** RFC 4647 §3.4: the range loses its last subtag until something fits. */
    private static Optional<Language> find(String range) {
        if (range.equals("*")) {
            return Optional.of(Language.EN);
        }
        for (int end = range.length(); end > 0; end = range.lastIndexOf('-', end - 1)) {
            for (Language language : Language.values()) {
                if (Ascii.equalsIgnoreCase(language.tag, range.substring(0, end))) {
                    return Optional.of(language);
                }
            }
        }
        return Optional.empty();
    }
}
