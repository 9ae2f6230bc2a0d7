package org.packetboat.local.launcher.stack;

import java.util.List;

/** What {@code up} prints once everything is ready: where things are, and lines to paste. */
public final class Summary {
    private final StackOptions options;
    private final StackLayout layout;

    Summary(StackOptions options, StackLayout layout) {
        this.options = options;
        this.layout = layout;
    }

    public String text() {
        String host = options.bind().isAnyLocalAddress()
                ? "127.0.0.1"
                : options.bind().getHostAddress();
        int smtp = layout.first(Service.SMTP).port("smtp");
        int imap = layout.first(Service.IMAP).port("imap");
        int pop3 = layout.first(Service.POP3).port("pop3");
        String ports = """

                Packetboat is ready.

                  SMTP  %s:%d     IMAP  %s:%d     POP3  %s:%d
                  SMTP submission  %s:%d, with TLS from the start  %s:%d     IMAPS  %s:%d     POP3S  %s:%d
                  TLS   %s is the authority to trust
                  HTTP  %s/  (status page, /api/v1)
                  data  %s
                """.formatted(
                        host,
                        smtp,
                        host,
                        imap,
                        host,
                        pop3,
                        host,
                        layout.first(Service.SMTP).port("submission"),
                        host,
                        layout.first(Service.SMTP).port("submissions"),
                        host,
                        layout.first(Service.IMAP).port("imaps"),
                        host,
                        layout.first(Service.POP3).port("pop3s"),
                        layout.tls().mailAuthority(),
                        layout.adminUrl(),
                        options.data());
        return options.demo() == StackOptions.DemoContent.ADD ? ports + demo(host, smtp, imap, pop3) : ports;
    }

    private static String demo(String host, int smtp, int imap, int pop3) {
        List<String> accounts = Demo.ACCOUNTS;
        return """

                Accounts %s; the password is %s. staff@mail.test reaches alice and bob.

                  telnet %s %d
                  swaks --server %s:%d --from bob@mail.test --to alice@mail.test --header 'Subject: hello'
                  curl 'imap://%s:%d/INBOX;MAILINDEX=1' --user alice@mail.test:%s
                  curl 'pop3://%s:%d/1' --user alice@mail.test:%s

                """.formatted(
                        String.join(", ", accounts),
                        Demo.PASSWORD,
                        host,
                        smtp,
                        host,
                        smtp,
                        host,
                        imap,
                        Demo.PASSWORD,
                        host,
                        pop3,
                        Demo.PASSWORD);
    }
}
