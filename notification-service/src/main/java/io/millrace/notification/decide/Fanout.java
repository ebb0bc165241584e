package io.millrace.notification.decide;

import java.util.Comparator;
import java.util.List;

/**
 * What an event comes to, by recipient: so a part of it can be said in one word, the last
 * recipient. Used by one thread.
 */
final class Fanout {

	private final List<Decision> decisions;

	private int sent;

	Fanout(List<Decision> decisions) {
		this.decisions = decisions.stream().sorted(Comparator.comparing(Decision::recipient)).toList();
	}

	boolean isDone() {
		return this.sent == this.decisions.size();
	}

	Decision next() {
		return this.decisions.get(this.sent++);
	}

	/** Whether the next has the same recipient as the last. */
	boolean isWithinRecipient() {
		return this.sent > 0 && !isDone() && this.decisions.get(this.sent).recipient().equals(lastRecipient());
	}

	String lastRecipient() {
		return this.decisions.get(this.sent - 1).recipient();
	}

}
