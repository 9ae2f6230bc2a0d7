@NullMarked
package org.packetboat.pop3.adapter;

import org.jspecify.annotations.NullMarked;
