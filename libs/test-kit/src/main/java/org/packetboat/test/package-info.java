/** What the tests of several modules share: nothing here knows a module of ours. */
@NullMarked
package org.packetboat.test;

import org.jspecify.annotations.NullMarked;
