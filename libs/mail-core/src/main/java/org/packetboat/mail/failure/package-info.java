/**
 * The failures that handlers throw and reply mappers map. Each kind answers what the client hears, whether retrying helps, and who is at
 * fault; anything else that reaches a mapper is a bug and means "temporarily".
 */
@NullMarked
package org.packetboat.mail.failure;

import org.jspecify.annotations.NullMarked;
