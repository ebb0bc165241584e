package io.millrace.dashboard.meter;

/**
 * Names in the place of an event type.
 */
public final class EventTypes {

	/**
	 * What stands for all types beyond the bound. No real type can have this name: types
	 * have no parentheses.
	 */
	public static final String OTHER = "(other)";

	private EventTypes() {
	}

}
