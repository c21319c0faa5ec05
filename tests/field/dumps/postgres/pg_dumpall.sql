--
-- PostgreSQL database cluster dump
--

SET default_transaction_read_only = off;

SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;

--
-- Roles
--

CREATE ROLE glance;
ALTER ROLE glance WITH NOSUPERUSER INHERIT NOCREATEROLE NOCREATEDB LOGIN NOREPLICATION NOBYPASSRLS PASSWORD 'SCRAM-SHA-256$4096:hush$hush:hush';


--
-- Databases
--

--
-- Database "template1" dump
--

\connect template1

--
-- PostgreSQL database dump
--

-- Dumped from database version 14.11
-- Dumped by pg_dump version 14.11

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- PostgreSQL database dump complete
--

--
-- Database "glance" dump
--

--
-- Name: glance; Type: DATABASE; Schema: -; Owner: glance
--

CREATE DATABASE glance WITH TEMPLATE = template0 ENCODING = 'UTF8' LOCALE = 'en_US.UTF-8';


ALTER DATABASE glance OWNER TO glance;

\connect glance

--
-- PostgreSQL database dump
--

-- Dumped from database version 14.11
-- Dumped by pg_dump version 14.11

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: image_visibility; Type: TYPE; Schema: public; Owner: glance
--

CREATE TYPE public.image_visibility AS ENUM (
    'private',
    'public',
    'shared',
    'community'
);


ALTER TYPE public.image_visibility OWNER TO glance;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.alembic_version (
    version_num character varying(255)
);


ALTER TABLE public.alembic_version OWNER TO glance;

--
-- Name: image_locations; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.image_locations (
    id integer NOT NULL,
    image_id character varying(255),
    value text,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    meta_data text,
    status character varying(255)
);


ALTER TABLE public.image_locations OWNER TO glance;

--
-- Name: image_members; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.image_members (
    id integer NOT NULL,
    image_id character varying(255),
    member character varying(255),
    can_share boolean NOT NULL,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    status character varying(255)
);


ALTER TABLE public.image_members OWNER TO glance;

--
-- Name: image_properties; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.image_properties (
    id integer NOT NULL,
    image_id character varying(255),
    name character varying(255),
    value text,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL
);


ALTER TABLE public.image_properties OWNER TO glance;

--
-- Name: image_tags; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.image_tags (
    id integer NOT NULL,
    image_id character varying(255),
    value text,
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL
);


ALTER TABLE public.image_tags OWNER TO glance;

--
-- Name: images; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.images (
    id character varying(36) NOT NULL,
    name character varying(255),
    size bigint,
    status character varying(255),
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    disk_format character varying(255),
    container_format character varying(255),
    checksum character varying(255),
    owner character varying(255),
    min_disk integer NOT NULL,
    min_ram integer NOT NULL,
    protected boolean DEFAULT false NOT NULL,
    virtual_size bigint,
    visibility public.image_visibility DEFAULT 'shared'::public.image_visibility NOT NULL,
    os_hidden boolean DEFAULT false NOT NULL,
    os_hash_algo character varying(255),
    os_hash_value character varying(255)
);


ALTER TABLE public.images OWNER TO glance;

--
-- Name: task_info; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.task_info (
    task_id character varying(255),
    input text,
    result text,
    message text
);


ALTER TABLE public.task_info OWNER TO glance;

--
-- Name: tasks; Type: TABLE; Schema: public; Owner: glance
--

CREATE TABLE public.tasks (
    id character varying(36) NOT NULL,
    type character varying(255),
    status character varying(255),
    owner character varying(255),
    expires_at character varying(255),
    created_at timestamp without time zone NOT NULL,
    updated_at timestamp without time zone,
    deleted_at timestamp without time zone,
    deleted boolean NOT NULL,
    image_id character varying(255),
    request_id character varying(255),
    user_id character varying(255)
);


ALTER TABLE public.tasks OWNER TO glance;

--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.alembic_version (version_num) FROM stdin;
2024_1_contract01
\.


--
-- Data for Name: image_locations; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.image_locations (id, image_id, value, created_at, updated_at, deleted_at, deleted, meta_data, status) FROM stdin;
1	a1b2c3d4-0000-4000-8000-000000000002	rbd://fsid/images/x/snap	2023-02-03 04:05:06	\N	\N	f	{"store": "rbd"}	active
\.


--
-- Data for Name: image_members; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.image_members (id, image_id, member, can_share, created_at, updated_at, deleted_at, deleted, status) FROM stdin;
1	a1b2c3d4-0000-4000-8000-000000000004	p-guest	f	2023-02-03 04:05:06	2024-06-01 10:20:30	2024-06-01 10:20:30	t	accepted
\.


--
-- Data for Name: image_properties; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.image_properties (id, image_id, name, value, created_at, updated_at, deleted_at, deleted) FROM stdin;
1	a1b2c3d4-0000-4000-8000-000000000002	os_distro	ubuntu	2023-02-03 04:05:06	\N	\N	f
\.


--
-- Data for Name: image_tags; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.image_tags (id, image_id, value, created_at, updated_at, deleted_at, deleted) FROM stdin;
1	a1b2c3d4-0000-4000-8000-000000000002	base	2023-02-03 04:05:06	\N	\N	f
\.


--
-- Data for Name: images; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.images (id, name, size, status, created_at, updated_at, deleted_at, deleted, disk_format, container_format, checksum, owner, min_disk, min_ram, protected, virtual_size, visibility, os_hidden, os_hash_algo, os_hash_value) FROM stdin;
a1b2c3d4-0000-4000-8000-000000000001	Ubuntu 20.04; "golden", it's old	2147483648	deleted	2023-02-03 04:05:06	2024-06-01 10:20:30	2024-06-01 10:20:30	t	qcow2	bare	0f1e2d3c4b5a69788796a5b4c3d2e1f0	p-images	0	0	f	\N	public	f	sha512	abababababababababababababababababababababababababababababababab
a1b2c3d4-0000-4000-8000-000000000002	Ubuntu 22.04	2147483648	active	2023-02-03 04:05:06	2023-02-03 04:05:06	\N	f	qcow2	bare	0f1e2d3c4b5a69788796a5b4c3d2e1f0	p-images	0	0	f	\N	public	f	sha512	abababababababababababababababababababababababababababababababab
a1b2c3d4-0000-4000-8000-000000000003	scratch\\backup	2147483648	deleted	2023-02-03 04:05:06	2024-06-01 10:20:30	2024-06-01 10:20:30	t	qcow2	bare	0f1e2d3c4b5a69788796a5b4c3d2e1f0	p-lab	0	0	f	\N	private	f	sha512	abababababababababababababababababababababababababababababababab
a1b2c3d4-0000-4000-8000-000000000004	build é	2147483648	deleted	2023-02-03 04:05:06	2024-06-01 10:20:30	2024-06-01 10:20:30	t	qcow2	bare	0f1e2d3c4b5a69788796a5b4c3d2e1f0	p-lab	0	0	f	\N	shared	f	sha512	abababababababababababababababababababababababababababababababab
\.


--
-- Data for Name: task_info; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.task_info (task_id, input, result, message) FROM stdin;
\.


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: glance
--

COPY public.tasks (id, type, status, owner, expires_at, created_at, updated_at, deleted_at, deleted, image_id, request_id, user_id) FROM stdin;
\.


--
-- Name: image_tags_id_seq; Type: SEQUENCE SET; Schema: public; Owner: glance
--

SELECT pg_catalog.setval('public.image_tags_id_seq', 1, true);


--
-- Name: images images_pkey; Type: CONSTRAINT; Schema: public; Owner: glance
--

ALTER TABLE ONLY public.images
    ADD CONSTRAINT images_pkey PRIMARY KEY (id);


--
-- Name: image_tags image_tags_image_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: glance
--

ALTER TABLE ONLY public.image_tags
    ADD CONSTRAINT image_tags_image_id_fkey FOREIGN KEY (image_id) REFERENCES public.images(id);


--
-- PostgreSQL database dump complete
--

--
-- PostgreSQL database cluster dump complete
--

