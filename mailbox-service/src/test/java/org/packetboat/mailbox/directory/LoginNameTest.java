package org.packetboat.mailbox.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginNameTest {
    @Test
    void whatIsTypedIsPreparedAndFolded() {
        assertThat(LoginName.typed("Alice@Mail.test")).isEqualTo("alice@mail.test");
        assertThat(LoginName.typed("ali\u00adce@mail.test")).isEqualTo("alice@mail.test");
        assertThat(LoginName.typed("\uff21lice@mail.test")).isEqualTo("alice@mail.test");
        assertThat(LoginName.typed("\u00c4nne@mail.test")).isEqualTo("\u00c4nne@mail.test");
        assertThat(LoginName.typed("Alice")).isEqualTo("alice");
    }

    @Test
    void aDomainThatIsTypedIsComparedInALabels() {
        assertThat(LoginName.typed("\u043f\u0451\u0442\u0440@B\u00fccher.test"))
                .isEqualTo("\u043f\u0451\u0442\u0440@xn--bcher-kva.test");
        assertThat(LoginName.typed("alice@xn--bcher-kva.test")).isEqualTo("alice@xn--bcher-kva.test");
        assertThat(LoginName.typed("alice@-\u00fc.test")).isEqualTo("alice@-\u00fc.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "ali\0ce@mail.test",
                "alice@mail.test\0",
                "\ud800@mail.test",
                "a\u202e@mail.test",
                "\u00ad"
            })
    void whatCannotBePreparedIsNobody(String login) {
        assertThat(LoginName.typed(login)).isEqualTo(LoginName.NOBODY);
    }

    @Test
    void whatIsVouchedForIsTakenAsItIs() {
        assertThat(LoginName.vouched("Alice@Mail.test")).isEqualTo("alice@mail.test");
        assertThat(LoginName.vouched("\u212aim@mail.test")).isEqualTo("\u212aim@mail.test");
        assertThat(LoginName.vouched("ali\u00adce@mail.test")).isEqualTo("ali\u00adce@mail.test");
        assertThat(LoginName.vouched("\uff21lice@mail.test")).isEqualTo("\uff21lice@mail.test");
        assertThat(LoginName.vouched("\u0130@mail.test")).isEqualTo("\u0130@mail.test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "@mail.test",
                "alice@",
                "ali\0ce@mail.test",
                "alice@mail.test\0",
                "alice@mail.test\n",
                "alice\u0085@mail.test",
                "alice\u007f@mail.test",
                "\ud800@mail.test"
            })
    void whatWouldBeChangedOnItsWayIsNobody(String address) {
        assertThat(LoginName.vouched(address)).isEqualTo(LoginName.NOBODY);
    }

    @Test
    void addressesFoldNoOtherLetterIntoTheirs() {
        assertThat(FoldedAddress.of("\u212aim@\u212aay.test")).contains(new FoldedAddress("\u212aim", "\u212aay.test"));
        assertThat(FoldedAddress.of("Kim@KAY.test")).contains(new FoldedAddress("kim", "kay.test"));
    }
}
