package io.millrace.common.settings;

/**
 * One kind of setting, and what a node has in memory of it. Called by one thread; what it
 * keeps is read by others.
 */
public interface SettingsKind {

	/**
	 * What the keys of this kind begin with, a slash at its end included.
	 */
	String prefix();

	/**
	 * Takes a setting, in the place of an earlier one of the same name.
	 * @param name the key without the prefix
	 * @param value what was written
	 * @param version the record's offset: later ones of a name have greater
	 * @throws IllegalArgumentException if the value can't be read; it is then told in the
	 * log and passed over
	 */
	void put(String name, byte[] value, long version);

	/**
	 * Forgets a setting.
	 */
	void remove(String name);

}
