package io.millrace.notification.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import io.millrace.common.web.SseStream;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who watches an inbox, on one or several devices.
 */
@RequiredArgsConstructor
final class Viewer {

	final String user;

	final List<Device> devices = new CopyOnWriteArrayList<>();

	/** Whether it waits for a worker. */
	final AtomicBoolean waiting = new AtomicBoolean();

	/** Whether a device was passed over that had something to read yet. */
	final AtomicBoolean skipped = new AtomicBoolean();

	/** One stream, and up to where it has been told; guarded by its viewer. */
	static final class Device {

		final SseStream stream;

		/** Null until it has been told anything. */
		@Nullable StreamPosition position;

		Device(SseStream stream, @Nullable StreamPosition position) {
			this.stream = stream;
			this.position = position;
		}

	}

	/** Whether a device has not been told what is so now. */
	boolean isBehind(StreamPosition now) {
		return this.devices.stream().anyMatch((device) -> !now.equals(device.position));
	}

	/** Forgets streams that have ended; false if none is left. */
	boolean prune() {
		this.devices.removeIf((device) -> !device.stream.isOpen());
		return !this.devices.isEmpty();
	}

}
