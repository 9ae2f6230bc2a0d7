@NullMarked
package org.packetboat.delivery.adapter;

import org.jspecify.annotations.NullMarked;
