"context_is_admin": "role:{{ .Values.roles.admin }}"
"publicize_image": "rule:context_is_admin or role:{{ .Values.roles.publisher }}"
