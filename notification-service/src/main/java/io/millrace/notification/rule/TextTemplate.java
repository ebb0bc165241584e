package io.millrace.notification.rule;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A Mustache template that renders plain text from an event. Thread-safe.
 */
final class TextTemplate {

	private static final Mustache.Compiler COMPILER = Mustache.compiler()
		.escapeHTML(false)
		.defaultValue("")
		.emptyStringIsFalse(true)
		.withFormatter(TextTemplate::format)
		.withCollector(new JsonCollector());

	private final Template template;

	/**
	 * @throws IllegalArgumentException if it can't be compiled or rendered
	 */
	TextTemplate(String text) {
		try {
			this.template = COMPILER.compile(text);
			this.template.visit(new UnclosedTags());
			// Some faults only show here.
			render(JsonNodeFactory.instance.objectNode(), 1);
		}
		catch (MustacheException | UnsupportedOperationException ex) {
			throw new IllegalArgumentException("not a template: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Renders at most so many characters; never half of a surrogate pair.
	 */
	String render(JsonNode event, int limit) {
		BoundedText text = new BoundedText(limit);
		try {
			this.template.execute(event, text);
		}
		catch (BoundedText.FullException ex) {
			// Long enough: what follows would be cut off.
		}
		return text.toString();
	}

	private static CharSequence format(Object value) {
		if (value instanceof JsonNode node) {
			return node.isValueNode() ? node.asString() : node.toString();
		}
		return value.toString();
	}

	/**
	 * Finds tags that are never closed, which the library takes for text.
	 */
	private static final class UnclosedTags implements Mustache.Visitor {

		@Override
		public void visitText(String text) {
			int open = text.lastIndexOf("{{");
			if (open >= 0 && text.indexOf("}}", open) < 0) {
				throw new IllegalArgumentException("not a template: '" + text.substring(open) + "' is never closed");
			}
		}

		@Override
		public void visitVariable(String name) {
			// Any name may be a field of an event.
		}

		@Override
		public boolean visitInclude(String name) {
			throw new IllegalArgumentException("not a template: there is no partial '" + name + "'");
		}

		@Override
		public boolean visitSection(String name) {
			return true;
		}

		@Override
		public boolean visitInvertedSection(String name) {
			return true;
		}

	}

}
