package io.millrace.testsupport;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands one {@link Backends} to all of a test class' methods that ask for it, and closes
 * it after the last.
 */
public final class BackendsExtension implements ParameterResolver {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(BackendsExtension.class);

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == Backends.class;
	}

	@Override
	public Backends resolveParameter(ParameterContext parameter, ExtensionContext context) {
		// Of the class, whoever asks first: a method's own would be closed behind it.
		ExtensionContext ofClass = context.getTestMethod().isPresent() ? context.getParent().orElseThrow() : context;
		return ofClass.getStore(NAMESPACE).computeIfAbsent(Backends.class, (key) -> Backends.start(), Backends.class);
	}

}
