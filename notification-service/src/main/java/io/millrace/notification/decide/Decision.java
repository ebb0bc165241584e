package io.millrace.notification.decide;

import java.util.List;

import io.millrace.notification.channel.Channels;
import io.millrace.notification.channel.Delivery;
import io.millrace.notification.log.Entry;

/**
 * A notification for somebody.
 *
 * @param recipient who it is for
 * @param entry what the inbox gets, if it is for the inbox
 * @param route where it goes
 * @param deliveries what is sent elsewhere
 */
public record Decision(String recipient, Entry.Add entry, Channels.Route route, List<Delivery> deliveries) {

	public Decision {
		deliveries = List.copyOf(deliveries);
	}

}
