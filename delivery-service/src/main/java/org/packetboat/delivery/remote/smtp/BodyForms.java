package org.packetboat.delivery.remote.smtp;

import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.packetboat.blob.BlobStoreUnavailableException;
import org.packetboat.blob.NoSuchObjectException;
import org.packetboat.mail.message.MessageScanner;
import org.packetboat.mail.message.SevenBitForm;

/**
 * What is known of a message's octets, without any of them: how they can travel, and how they would be written for servers that take 7 bits. The latter takes three more
 * looks at the message and is found once, for all servers. Of one worker.
 */
public final class BodyForms {
    private static final System.Logger LOG = System.getLogger(BodyForms.class.getName());

    private final BodyFacts facts;
    private @Nullable Plain plain;

    /** @param form absent when there is none */
    private record Plain(Optional<SevenBitForm> form, BodyFacts facts) {}

    private BodyForms(BodyFacts facts) {
        this.facts = facts;
    }

    /**
     * Reads all of a message; and again at once where few servers take it as it is, so that none of them has to wait for that. Of 8-bit texts, which nearly all take, the
     * other form is found when a server asks for it.
     */
    public static BodyForms of(OutboundBody body) throws InterruptedException {
        BodyForms forms = new BodyForms(BodyFacts.of(body));
        if (forms.facts.binary() || forms.facts.longLines()) {
            forms.prepare(body);
        }
        return forms;
    }

    private void prepare(OutboundBody body) throws InterruptedException {
        try {
            var unused = sevenBit(body);
        } catch (BlobStoreUnavailableException | NoSuchObjectException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "message cannot be converted, which matters if a server asks for it", e);
        }
    }

    BodyFacts facts() {
        return facts;
    }

    /** Empty when there is no such form of it. */
    Optional<SevenBitBody> sevenBit(OutboundBody body) throws InterruptedException {
        Plain known = plain;
        if (known == null) {
            known = plain(body);
            plain = known;
        }
        BodyFacts plainFacts = known.facts();
        return known.form().map(form -> new SevenBitBody(body, form, plainFacts));
    }

    private static Plain plain(OutboundBody body) throws InterruptedException {
        MessageScanner scanner = new MessageScanner();
        body.writeTo(scanner::accept);
        SevenBitForm.Survey survey = new SevenBitForm.Survey(scanner.finish().partIndex());
        body.writeTo(survey::accept);
        Optional<SevenBitForm> form = survey.finish();
        if (form.isEmpty()) {
            return new Plain(form, BodyFacts.NONE);
        }
        BodyFacts facts = BodyFacts.of(new SevenBitBody(body, form.get(), BodyFacts.NONE));
        // Headers, and what is between parts, stay as they are.
        boolean isClean = !facts.eightBit() && !facts.longLines() && !facts.binary();
        return new Plain(isClean ? form : Optional.empty(), facts);
    }
}
