/** One client's SMTP conversation: states, rules, replies. */
@NullMarked
package org.packetboat.smtp.session;

import org.jspecify.annotations.NullMarked;
