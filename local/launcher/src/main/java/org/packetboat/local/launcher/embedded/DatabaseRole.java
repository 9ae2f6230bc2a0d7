package org.packetboat.local.launcher.embedded;

/** Who may log in to the database; each sees only the schema that has its name. */
public enum DatabaseRole {
    MAILBOX("mailbox"),
    DELIVERY("delivery");

    private final String user;

    DatabaseRole(String user) {
        this.user = user;
    }

    public String user() {
        return user;
    }

    String password(Credentials credentials) {
        return switch (this) {
            case MAILBOX -> credentials.mailboxPassword();
            case DELIVERY -> credentials.deliveryPassword();
        };
    }
}
