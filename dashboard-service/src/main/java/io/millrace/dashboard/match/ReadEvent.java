package io.millrace.dashboard.match;

import io.millrace.common.event.Event;
import io.millrace.common.event.EventCodec;
import io.millrace.common.event.FieldPath;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An event, taken apart once if anything needs that. Used by one thread.
 */
public final class ReadEvent {

	private final Event event;

	private final EventCodec codec;

	private @Nullable JsonNode tree;

	public ReadEvent(Event event, EventCodec codec) {
		this.event = event;
		this.codec = codec;
	}

	public Event event() {
		return this.event;
	}

	public JsonNode tree() {
		if (this.tree == null) {
			this.tree = this.codec.tree(this.event);
		}
		return this.tree;
	}

	/** A field as text; null if the event has none, or an object or a list there. */
	public @Nullable String text(FieldPath field) {
		return switch (field.path()) {
			case "type" -> this.event.type();
			case "subject" -> this.event.subject();
			case "source" -> this.event.source();
			case "id" -> this.event.id();
			default -> field.readText(tree());
		};
	}

}
