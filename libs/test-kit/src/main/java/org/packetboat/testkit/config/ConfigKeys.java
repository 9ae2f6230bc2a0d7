package org.packetboat.testkit.config;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys of a service's configuration mappings with their defaults, read from the interfaces themselves. Knows the mapping
 * annotations by name only, so that this module needs none of a service's libraries.
 */
public final class ConfigKeys {
    /** What stands for a default when a key has none and must be set. */
    public static final String REQUIRED = "required";

    /** What stands for a default when a key may be left out. */
    public static final String OPTIONAL = "-";

    private static final String ANNOTATIONS = "io.smallrye.config.";

    private ConfigKeys() {}

    /** Keys in dotted form, sorted, each with its default, {@link #REQUIRED} or {@link #OPTIONAL}. */
    public static Map<String, String> of(Class<?>... mappings) {
        Map<String, String> keys = new TreeMap<>();
        for (Class<?> mapping : mappings) {
            String prefix = value(mapping.getAnnotations(), "ConfigMapping", "prefix")
                    .orElseThrow(() -> new IllegalArgumentException(mapping + " is no configuration mapping"));
            collect(mapping, prefix, keys);
        }
        return keys;
    }

    private static void collect(Class<?> group, String prefix, Map<String, String> keys) {
        for (Method method : group.getMethods()) {
            if (method.getParameterCount() > 0 || method.isDefault()) {
                continue;
            }
            boolean ofParent = value(method.getAnnotations(), "WithParentName", "annotationType")
                    .isPresent();
            String name = value(method.getAnnotations(), "WithName", "value").orElseGet(() -> kebab(method.getName()));
            String key = ofParent ? prefix : prefix + "." + name;
            Class<?> type = method.getReturnType();
            if (type.isInterface() && type.getName().startsWith("org.packetboat.")) {
                collect(type, key, keys);
            } else {
                Optional<String> byDefault = value(method.getAnnotations(), "WithDefault", "value");
                keys.put(key, byDefault.orElse(type == Optional.class || type == Map.class ? OPTIONAL : REQUIRED));
            }
        }
    }

    private static Optional<String> value(Annotation[] annotations, String simpleName, String member) {
        for (Annotation annotation : annotations) {
            if (annotation.annotationType().getName().equals(ANNOTATIONS + simpleName)) {
                try {
                    return Optional.of(String.valueOf(
                            annotation.annotationType().getMethod(member).invoke(annotation)));
                } catch (NoSuchMethodException e) {
                    return Optional.of(simpleName);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("unreadable annotation " + annotation, e);
                }
            }
        }
        return Optional.empty();
    }

    private static String kebab(String camel) {
        StringBuilder kebab = new StringBuilder();
        for (char c : camel.toCharArray()) {
            if (Character.isUpperCase(c)) {
                kebab.append('-');
            }
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }
}
