package org.packetboat.pop3.codec;

/** {@code uidValidity.uid}: never reused, stable for ever (RFC 1939 §7, UIDL). */
public record UniqueId(long uidValidity, long uid) {}
