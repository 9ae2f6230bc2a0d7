package org.packetboat.delivery.list;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.packetboat.delivery.port.Mailboxes.ListFacts;
import org.packetboat.mail.message.HeaderSection;
import org.packetboat.mail.octets.Ascii;
import org.packetboat.mail.octets.CharClass;
import org.packetboat.mail.octets.Octets;
import org.packetboat.mail.octets.OctetsBuilder;

/**
 * What a list puts in front of a message: its own reverse-path (RFC 5321 §3.9.2), the mark by which it knows the message again, and the fields of
 * RFC 2919 §3 and RFC 2369 §3. The message itself stays as it is; so a field that another list has put there already is left out here, since there is to be
 * one of each.
 */
final class ListHeader {
    static final String DELIVERED_TO = "Delivered-To";
    static final String LIST_ID = "List-Id";

    /** RFC 6068 §2, and less: what stands for itself in the address of a mailto URI. */
    private static final CharClass PLAIN_IN_URI =
            CharClass.ALPHA.or(CharClass.DIGIT).or("-._~@+!$'*");

    /** Octets of an encoded word's text, whose whole is at most 75 characters (RFC 2047 §2). */
    private static final int ENCODED_OCTETS = 42;

    private ListHeader() {}

    /** RFC 2919 §2: the address with a dot for its at-sign. */
    static String id(String list) {
        return list.replace('@', '.');
    }

    /** Where bounces go. */
    static String reversePath(String list) {
        return administration(list, "-bounces");
    }

    private static String administration(String list, String suffix) {
        int at = list.lastIndexOf('@');
        return list.substring(0, at) + suffix + list.substring(at);
    }

    /** The first line, which a relayed copy leaves out. */
    static Octets returnPath(String list) {
        return Octets.utf8("Return-Path: <" + reversePath(list) + ">\r\n");
    }

    /**
     * The fields behind it.
     *
     * @param header of the message
     */
    static Octets fields(ListFacts list, Octets header) {
        HeaderSection there = new HeaderSection(header);
        OctetsBuilder out = new OctetsBuilder(512);
        String address = list.address();
        String request = uri(administration(address, "-request"));
        out.append(DELIVERED_TO + ": " + address + "\r\n");
        add(out, there, LIST_ID, phrase(list.description()) + "<" + id(address) + ">");
        add(out, there, "List-Post", list.isOpen() ? "<" + uri(address) + ">" : "NO");
        add(out, there, "List-Help", "<" + request + "?subject=help>");
        add(out, there, "List-Unsubscribe", "<" + request + "?subject=unsubscribe>");
        add(out, there, "List-Owner", "<" + uri(administration(address, "-owner")) + ">");
        return out.seal();
    }

    private static void add(OctetsBuilder out, HeaderSection there, String name, String value) {
        if (there.first(name).isEmpty()) {
            out.append(name + ": " + value + "\r\n");
        }
    }

    private static String uri(String address) {
        StringBuilder uri = new StringBuilder("mailto:");
        for (byte octet : address.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN_IN_URI.matches(octet & 0xff)) {
                uri.append((char) octet);
            } else {
                uri.append('%').append(String.format("%02X", octet & 0xff));
            }
        }
        return uri.toString();
    }

    /** A phrase and a line break behind it; nothing for nothing. */
    private static String phrase(String description) {
        if (description.isEmpty()) {
            return "";
        }
        String phrase = Ascii.isAscii(description)
                ? '"' + description.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : encodedWords(description);
        return phrase + "\r\n\t";
    }

    private static String encodedWords(String text) {
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        int octets = 0;
        for (int codePoint : text.codePoints().toArray()) {
            String one = Character.toString(codePoint);
            int length = one.getBytes(StandardCharsets.UTF_8).length;
            if (octets + length > ENCODED_OCTETS) {
                words.append(encodedWord(word)).append("\r\n\t");
                word.setLength(0);
                octets = 0;
            }
            word.append(one);
            octets += length;
        }
        return words.append(encodedWord(word)).toString();
    }

    private static String encodedWord(CharSequence text) {
        byte[] octets = text.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }
}
