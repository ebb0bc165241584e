package io.millrace.notification.log;

import java.util.regex.Pattern;

/**
 * What may be the name of a category.
 */
public final class Category {

	/** What a name must be, as the end of a sentence. */
	public static final String RULE = "is 1 to 100 characters, none of them a control character, not all of them blank";

	private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}]{1,100}");

	private Category() {
	}

	public static boolean isPossible(String name) {
		return FORM.matcher(name).matches() && !name.isBlank();
	}

}
