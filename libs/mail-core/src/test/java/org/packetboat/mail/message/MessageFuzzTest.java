package org.packetboat.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;
import org.packetboat.mail.dsn.DsnReader;
import org.packetboat.mail.message.MessageGenerator.Transport;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;
import org.packetboat.testkit.seed.Fragmenter;

/** Any octets are a message. */
@Timeout(30)
class MessageFuzzTest {
    private static final int SMALL = 4096;

    /** More than is kept of a header, and than is looked at of a text. */
    private static final int LARGE = PartScanner.LONGEST_HEADER + 40_000;

    /** Between beginning, repetition and end. */
    private static final int SEPARATOR = 0xFF;

    @MethodSource("messages")
    @FuzzTest
    void isScannedTheSameInOneAndInManyPieces(byte[] data) {
        Octets message = Octets.of(data);
        MessageMetadata whole = MessageMetadata.of(message);
        MessageScanner scanner = new MessageScanner();
        for (int i = 0; i < data.length; i++) {
            scanner.accept(data, i, 1);
        }
        require(scanner.finish().equals(whole), "pieces");
        require(ImapData.parse(whole.envelope()).size() == 10, "envelope");
        ImapData.parse(whole.body());
        ImapData.parse(whole.bodyStructure());
        PartIndex index = PartIndex.decode(whole.partIndex().encode());
        require(index.equals(whole.partIndex()), "index");
        require(HeaderSection.leading(message).length() == index.root().bodyStart(), "header");
        requireBounds(index, data.length);
    }

    /**
     * Nothing takes time that grows with the square of the size, and nothing depends on how large a message comes.
     *
     * @param data a beginning, what is repeated, and an end
     */
    @MethodSource("repetitions")
    @FuzzTest
    void aLargeOneIsScannedInTime(byte[] data) {
        Octets all = Octets.of(data);
        int first = all.indexOf(SEPARATOR);
        int second = first < 0 ? -1 : all.indexOf(SEPARATOR, first + 1);
        if (second <= first + 1) {
            return;
        }
        OctetsBuilder large = new OctetsBuilder(LARGE + SMALL).append(all.slice(0, first));
        while (large.length() < LARGE) {
            large.append(all.slice(first + 1, second));
        }
        byte[] octets = large.append(all.slice(second + 1)).build().toByteArray();
        MessageMetadata whole = MessageMetadata.of(Octets.of(octets));
        MessageScanner scanner = new MessageScanner();
        for (byte[] piece : Fragmenter.RANDOM.cut(octets, new SplittableRandom(Arrays.hashCode(data)))) {
            scanner.accept(piece, 0, piece.length);
        }
        require(scanner.finish().equals(whole), "pieces");
        requireBounds(whole.partIndex(), octets.length);
    }

    @MethodSource("messages")
    @FuzzTest
    void isSearched(byte[] data) {
        Octets message = Octets.of(data);
        PartIndex index = MessageMetadata.of(message).partIndex();
        List<String> texts = List.of("a", "ü", "");
        TextSearch search = new TextSearch(index, TextSearch.Scope.TEXT, texts);
        search.accept(0, message);
        require(search.found(2), "empty text");
        TextSearch again = new TextSearch(index, TextSearch.Scope.TEXT, texts);
        for (int i = 0; i < data.length; i++) {
            again.accept(i, data, i, 1);
        }
        for (int i = 0; i < texts.size(); i++) {
            require(search.found(i) == again.found(i), "search in pieces");
        }
        DsnReader.read(message);
    }

    @MethodSource("messages")
    @FuzzTest
    void itsPartsAreDecodedTheSameInOneAndInManyPieces(byte[] data) {
        for (Part part : MessageMetadata.of(Octets.of(data)).partIndex().parts()) {
            int from = (int) part.body().from();
            int length = (int) part.body().length();
            OctetsBuilder whole = new OctetsBuilder(length);
            TransferDecoder.of(part.encoding()).decode(data, from, from + length, whole);
            OctetsBuilder pieces = new OctetsBuilder(length);
            TransferDecoder decoder = TransferDecoder.of(part.encoding());
            for (int i = from; i < from + length; i++) {
                decoder.decode(data, i, i + 1, pieces);
            }
            require(whole.build().equals(pieces.build()), "decoded");
            require(whole.length() <= length, "longer than it was");
        }
    }

    @FuzzTest
    void anIndexIsReadOrRefused(byte[] data) {
        PartIndex index;
        try {
            index = PartIndex.decode(Octets.of(data));
        } catch (IllegalArgumentException _) {
            return;
        }
        require(PartIndex.decode(index.encode()).equals(index), "index");
        SectionSpec.TEXT.resolve(index);
    }

    static Stream<byte[]> messages() {
        Stream<byte[]> odd =
                OddMessages.smtp().stream().map(sample -> sample.octets().get());
        Stream<byte[]> generated =
                IntStream.range(0, 60).mapToObj(seed -> new MessageGenerator(seed, Transport.ANY).next());
        return Stream.concat(odd, generated).filter(octets -> octets.length <= SMALL);
    }

    static Stream<byte[]> repetitions() {
        return Stream.of(
                        "Subject: \u00FF=?utf-8?q?a?= \u00FF\r\n\r\n",
                        "Subject: \u00FF=?\u00FF\r\n\r\n",
                        "To: \u00FF((\u00FF\r\n\r\n",
                        "To: \u00FFx: a@b, \u00FF;\r\n\r\n",
                        "To: \u00FF\"\\\"\u00FF\r\n\r\n",
                        "To: \u00FF<@a,\u00FF\r\n\r\n",
                        "\u00FFTo: a@b\r\n\u00FF\r\n",
                        "References: \u00FF<a@b> \u00FF\r\n\r\n",
                        "Content-Type: text/plain\u00FF; a=b\u00FF\r\n\r\n",
                        "Content-Type: text/plain\u00FF; a*1*=x''%41\u00FF\r\n\r\n",
                        "Content-Type: text/plain; boundary=\u00FFb\u00FF\r\n\r\n",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n\u00FF--b\r\n\r\nx\r\n\u00FF--b--\r\n",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n\u00FF--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\u00FF",
                        "\u00FFContent-Type: message/rfc822\r\n\r\n\u00FF",
                        "Content-Type: text/html\r\n\r\n\u00FF&\u00FF",
                        "Content-Type: text/html\r\n\r\n\u00FF<!--\u00FF",
                        "Content-Type: text/html\r\n\r\n<style>\u00FF</sty\u00FF</style>hello\r\n",
                        "\r\n\u00FF \u00FFx\r\n",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\u00FF \u00FFx\r\n",
                        "Subject: \u00FF \u00FFx\r\n\r\n",
                        "Subject\u00FF \u00FF: x\r\n\r\n",
                        "Date: \u00FF(\u00FF\r\n\r\n")
                .map(text -> text.getBytes(ISO_8859_1));
    }

    /** A message is a part itself. */
    private static void requireBounds(PartIndex index, long size) {
        require(index.parts().size() <= PartScanner.MOST_PARTS + 1, "parts");
        int[] depths = new int[index.parts().size()];
        for (Part part : index.parts()) {
            if (part.parent() >= 0) {
                depths[part.number()] = depths[part.parent()] + 1;
            }
            require(depths[part.number()] <= PartScanner.DEEPEST, "depth");
            require(0 <= part.headerStart() && part.bodyEnd() <= size, "octets");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
