import { mount } from 'svelte';
import 'renewal-wizard/define';
import Portal from './Portal.svelte';

mount(Portal, { target: document.getElementById('app') });
