package org.packetboat.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.packetboat.imap.codec.Extension;
import org.packetboat.imap.session.Capabilities;
import org.packetboat.testkit.transcript.Transcripts;

/** Conversations in IMAP4rev2 (RFC 9051), which is offered as soon as everything is that it has made its own. */
class Rev2TranscriptsTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @TestFactory
    Stream<DynamicNode> transcripts() {
        assertThat(Capabilities.offers(Extension.IMAP4REV2)).isTrue();
        return Transcripts.in("transcripts-rev2", transcript -> new ImapStage(VERTX, transcript));
    }
}
