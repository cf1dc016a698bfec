console.log('PILLARBOX_URL http://127.0.0.1:1/#x');
setInterval(() => {}, 1000);
