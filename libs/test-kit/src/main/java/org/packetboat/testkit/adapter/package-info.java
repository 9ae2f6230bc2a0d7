/** What lies in the topics of a real broker. */
@NullMarked
package org.packetboat.testkit.adapter;

import org.jspecify.annotations.NullMarked;
