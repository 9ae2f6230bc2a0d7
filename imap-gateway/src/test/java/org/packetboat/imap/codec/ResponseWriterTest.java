package org.packetboat.imap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.packetboat.mail.message.SectionSpec;
import org.packetboat.mail.octets.Octets;
import org.packetboat.net.flow.FlowWriter;
import org.packetboat.net.flow.OctetSink;
import org.packetboat.net.flow.ScratchPool;
import org.packetboat.testkit.conformance.Covers;

class ResponseWriterTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ResponseWriter writer =
            new ResponseWriter(new FlowWriter(new Memory(), new ScratchPool(1), Duration.ofSeconds(1)));

    private final class Memory implements OctetSink {
        @Override
        public void send(byte[] octets, int offset, int length) {
            sent.write(octets, offset, length);
        }

        @Override
        public void sendStable(byte[] octets, int offset, int length) {
            sent.write(octets, offset, length);
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public boolean open() {
            return true;
        }

        @Override
        public void stalled() {}
    }

    private String written() throws InterruptedException {
        writer.flush();
        String text = sent.toString(StandardCharsets.ISO_8859_1);
        sent.reset();
        return text;
    }

    @Test
    void namesCannotBreakOut() throws InterruptedException {
        writer.write(new Response.Listed(Response.ListVerb.LIST, List.of(), "a\r\n* BYE \"x\"\\"));
        assertThat(written()).isEqualTo("* LIST () \"/\" \"a&AA0ACg-* BYE \\\"x\\\"\\\\\"\r\n");
        writer.write(new Response.Listed(Response.ListVerb.LSUB, List.of("\\Noselect"), "nil"));
        assertThat(written()).isEqualTo("* LSUB (\\Noselect) \"/\" \"nil\"\r\n");
    }

    @Test
    void textsAndKeywordsCannotBreakOut() throws InterruptedException {
        writer.tagged("a+", Status.NO, Optional.of(ResponseCode.Word.READ_ONLY), "x\r\ny\u00e9");
        assertThat(written()).isEqualTo("a_ NO [READ-ONLY] x??y?\r\n");
        Flags flags = new Flags(31, List.of("$a", "b) c"));
        writer.write(new Response.FlagUpdate(7, 9, Numbering.UID, flags, Recency.RECENT, 3));
        assertThat(written())
                .isEqualTo(
                        "* 7 FETCH (UID 9 FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\Recent $a b__c))\r\n");
        writer.write(new Response.IdFields(Map.of("n\"", "v\n")));
        assertThat(written()).isEqualTo("* ID (\"n\\\"\" \"v?\")\r\n");
    }

    @Test
    @Covers({"RFC 4315 §3", "RFC 9051 §7.1"})
    void responseCodes() throws InterruptedException {
        say(new ResponseCode.AppendUid(38505, NumberSet.of(3955, 3955)));
        say(new ResponseCode.CopyUid(38505, NumberSet.of(304, 304, 319, 320), NumberSet.of(3956, 3958)));
        say(new ResponseCode.BadCharset(List.of("UTF-8")));
        assertThat(written())
                .isEqualTo("* OK [APPENDUID 38505 3955] t\r\n* OK [COPYUID 38505 304,319:320 3956:3958] t\r\n"
                        + "* OK [BADCHARSET (UTF-8)] t\r\n");
    }

    @Test
    @Covers({"RFC 7162 §3.2.3", "RFC 7162 §3.2.10", "RFC 7162 §3.2.10.2", "RFC 9051 §6.5"})
    void expungesAsTheClientWantsThem() throws InterruptedException {
        Response gone = new Response.Expunged(
                List.of(new Response.Run(3, 2), new Response.Run(5, 1)), NumberSet.of(7, 8, 12, 12));
        writer.write(gone);
        assertThat(written()).isEqualTo("* 3 EXPUNGE\r\n* 3 EXPUNGE\r\n* 5 EXPUNGE\r\n");
        assertThat(writer.takeVanished()).isFalse();
        writer.enabled(Enabled.NONE.with(Extension.QRESYNC));
        writer.write(gone);
        writer.write(new Response.VanishedEarlier(NumberSet.of(1, 4)));
        assertThat(written()).isEqualTo("* VANISHED 7:8,12\r\n* VANISHED (EARLIER) 1:4\r\n");
        assertThat(writer.takeVanished()).isTrue();
        assertThat(writer.takeVanished()).isFalse();
    }

    @Test
    void longSetsGoInSeveralLines() throws InterruptedException {
        long[] ends = new long[2 * 1_001];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = 3_000_000_000L + 2 * (i / 2);
        }
        writer.write(new Response.VanishedEarlier(NumberSet.of(ends)));
        assertThat(written().lines().toList())
                .hasSize(3)
                .allMatch(line -> line.startsWith("* VANISHED (EARLIER) 300000") && line.length() < 8_192);
    }

    @Test
    void rev2KnowsNoRecent() throws InterruptedException {
        writer.enabled(Enabled.NONE.with(Extension.IMAP4REV2));
        writer.write(new Response.Recent(3));
        writer.write(new Response.FlagUpdate(7, 9, Numbering.SEQUENCE, Flags.NONE, Recency.RECENT, 3));
        assertThat(written()).isEqualTo("* 7 FETCH (UID 9 FLAGS ())\r\n");
        writer.write(new Response.Listed(Response.ListVerb.LIST, List.of(), "\u00e9\r\n\"&"));
        assertThat(written()).isEqualTo("* LIST () \"/\" \"\u00c3\u00a9??\\\"&\"\r\n");
    }

    private void say(ResponseCode code) throws InterruptedException {
        writer.write(new Response.Untagged(Status.OK, Optional.of(code), "t"));
    }

    @Test
    void fetchItems() throws InterruptedException {
        FetchWriter fetch = writer.fetch();
        fetch.open(12);
        fetch.internalDate(837596665000L);
        fetch.size(44827);
        fetch.name(
                new SectionSpec(List.of(1, 2), SectionSpec.What.HEADER_FIELDS, List.of("Date", "a b")),
                Optional.of(new FetchItem.Partial(5, 9)));
        fetch.literal(Octets.ascii("x)\r\n"));
        fetch.name(SectionSpec.WHOLE, Optional.empty());
        fetch.nil();
        fetch.close();
        fetch.open(13);
        fetch.internalDate(837734400000L);
        fetch.close();
        assertThat(written())
                .isEqualTo("* 12 FETCH (INTERNALDATE \"17-Jul-1996 09:44:25 +0000\" RFC822.SIZE 44827"
                        + " BODY[1.2.HEADER.FIELDS (Date \"a b\")]<5> {4}\r\nx)\r\n BODY[] NIL)\r\n"
                        + "* 13 FETCH (INTERNALDATE \"19-Jul-1996 00:00:00 +0000\")\r\n");
    }
}
