package io.millrace.notification.inbox;

import java.util.List;

/**
 * What has happened to an inbox since a revision; all of one moment.
 *
 * @param badge the badge
 * @param complete whether all changes are known; if not, none is given
 * @param items items that came or changed, as they are now
 * @param removed ids of items that have left
 */
public record Changes(Badge badge, boolean complete, List<Item> items, List<String> removed) {

	public Changes {
		items = List.copyOf(items);
		removed = List.copyOf(removed);
	}

}
