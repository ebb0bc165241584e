package io.millrace.notification.inbox;

import java.util.ArrayList;
import java.util.List;

import io.millrace.notification.apply.InboxKeys;
import io.millrace.sink.fence.Slot;

/**
 * Where an inbox is.
 *
 * @param epoch the life of the inboxes
 * @param slot the slot of the user's partition
 * @param user whose
 */
record InboxPlace(String epoch, Slot slot, String user) {

	/** The fence, and the keys that it vouches for. */
	List<String> keys() {
		List<String> keys = new ArrayList<>();
		keys.add(this.slot.fenceKey());
		keys.addAll(InboxKeys.of(this.slot, this.user));
		return keys;
	}

}
